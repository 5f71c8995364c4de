namespace Pabal.Engine;

/// <summary>Why the engine refused an operation. A protocol head translates it into its own reply code.</summary>
public enum ErrorKind
{
    AccessRefused,
    NotFound,
    ResourceLocked,
    PreconditionFailed,
    NotAllowed,
    CommandInvalid,
    NotImplemented,
    ResourceError,
    InternalError,
}
