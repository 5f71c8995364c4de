namespace Pabal.Bench.Reporting;

/// <summary>How the figures were come by, in the words of the page.</summary>
internal static class Method
{
    public const string Runs = """
        The brokers run at the same time, but only one of them is loaded, in turns within each scenario. All use their
        defaults. The load tool shares the processor with the broker, as it does for all of them. Broker CPU is the
        process's own, kernel included, per message delivered. In the transient part no disk takes part.
        """;

    public const string Durable = """
        Durable means: a durable queue, persistent messages, confirms and manual acknowledgements. sinkd there appends what
        it gets to a journal and calls fdatasync before each confirm (`sinkd --journal FILE --fsync`), but passes messages on
        before that and forgets them. Pabal confirms what fdatasync has stored. RabbitMQ has a classic durable queue; what it
        promises with a confirm is in [promises.md](promises.md). All have their data on the same file system, and all that was
        written before a run is stored before it.

        - The disk: one thread writes 4 KiB and calls fdatasync, again and again for half a second, to a file that grows with
          each write (appended) and to one of 64 MiB reserved before by fallocate (preallocated), in turns, before each
          repetition of what is compared with it. Targets are for the appended one. The time is that of both calls.
        - Publishers that wait for each confirm have a connection each and no consumer.
        - Octets written are `write_bytes` of the broker's process in /proc: whole pages of 4 KiB, each counted again when it is
          changed after it was stored. So the unfilled rest of every last page that was synced is in it, which the length of
          the files would not show, and space that is only reserved is not. The file system's own journal isn't in it either.
        - Fan-out is measured with a consumer for each queue that acknowledges by the hundred, and to the last acknowledgement.
        - Write amplification: a producer and a consumer at full speed, acknowledging by the hundred, and beside them 500
          messages a second that nobody takes, so that no log file becomes empty by itself.
        - Restart: from the start of the process until a client has got the first message, which it doesn't acknowledge. The
          files are in the page cache. Resident memory is the larger of that at the delivery and that once it has settled.
        """;
}
