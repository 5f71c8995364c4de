using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Mailroom.Api.Data;

/// <summary>Values that are never changed are equal when they are the same object.</summary>
internal sealed class JsonComparer<T>() : ValueComparer<T>(
    (a, b) => ReferenceEquals(a, b), value => RuntimeHelpers.GetHashCode(value), value => value)
    where T : class;
