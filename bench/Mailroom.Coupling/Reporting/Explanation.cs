namespace Mailroom.Coupling.Reporting;

/// <summary>The words of the page that do not depend on the figures.</summary>
internal static class Explanation
{
    public const string Old = """
        ## The old design, and why it stands still

        It is built as companies commonly have it, with nothing made worse on purpose: asynchronous code throughout, the
        defaults of ASP.NET Core, EF Core and Npgsql, the caller's cancellation passed on everywhere.

        1. `POST /v1/messages`: the API begins a transaction, inserts the message and calls the bot by HTTP
           (`POST /send`) to send it. The transaction stays open, so that no mail is stored as sent that was not.
        2. The bot works on as many mails as it has connections to the mail server. When it is a mail's turn, it asks the API
           for the account that it is sent for (`GET /internal/accounts/{id}`): name, address and signature.
        3. It composes the mail and hands it to the mail server.
        4. It has the API store the mail in the "sent" folder (`POST /internal/sent-mails`), and answers.
        5. The API marks the message as sent, commits and answers the caller.

        So a mail needs two database connections of the same pool at the same time: the one that its transaction holds, and
        one for what the bot asks and stores. As long as the pool has some left, nobody notices. Once mails come in faster
        than the mail server takes them, transactions pile up that wait for the bot, until they hold the whole pool. From then
        on the bot's own calls to the API wait for a connection too, in one line with the new requests that came before them.
        The API waits for the bot, the bot for the API, and neither can know: the database sees idle transactions, the bot
        a slow API, the API a slow bot. Only time-outs end it: the bot's call fails after the 15 s that Npgsql waits for a
        connection, its mail is rolled back, and the connection that this frees goes to the next in the line, which is most
        likely a new request that begins a transaction and calls the bot. So it goes on for a while even when far fewer
        requests come than it managed before: the last steps show how long.

        A mail that was handed over before its call to the API failed has been sent, but its message is rolled back and its
        caller told that it failed: who tries again sends it twice.
        """;

    public const string New = """
        ## The new design

        `POST /v1/messages` stores the message and its command in one transaction and answers; it waits for no bot. A relay
        publishes the commands on the broker and the bot takes as many as it has connections to the mail server. What it has
        done comes back as events. The bot has no call to the API, the API none to the bot. What the mail server can't take
        yet waits in the broker's queue on disk, where it holds no connection, thread or transaction.
        """;

    public const string Method = """
        ## How it was measured

        - Load generator, API, bot, mail server, broker and database are processes of their own on one machine and loopback,
          all of them on its cores; each design starts with an empty database of the same server and runs alone.
        - The load is open: each request is made when it is due, whatever became of those before it, and its time counts from
          when it was due. The steps follow each other without a rest, as a rising day's load does. The measured part of each
          is equally long and comes after an unmeasured one. Before the first step, no more than four requests are made at a time.
        - A request without an answer counts with its time-out. Percentiles are of every single request, not of a histogram.
        - A step is held when at least 99 % of its requests were answered with success, and 99 % within a second. When less
          than a tenth was answered with success, two steps in a row, the design stands still and gets no more load.
        - Both bots have the same number of connections to the mail server, and the mail server takes the same time for every
          mail, so that both can send the same number of mails a second at best.
        - After the last step the new design's bot is stopped and started again with more connections, so that the mails that
          wait are sent and counted within reasonable time.
        """;
}
