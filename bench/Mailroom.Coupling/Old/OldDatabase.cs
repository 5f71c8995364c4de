using Microsoft.EntityFrameworkCore;

namespace Mailroom.Coupling.Old;

/// <summary>What the old API stores.</summary>
internal sealed class OldDatabase(DbContextOptions<OldDatabase> options) : DbContext(options)
{
    /// <summary>The one account that the load is sent from.</summary>
    public const int AccountId = 1;

    public DbSet<Account> Accounts => Set<Account>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<SentMail> SentMails => Set<SentMail>();

    /// <summary>The same choice that Mailroom makes: PostgreSQL where the connection string names a host.</summary>
    public static void Configure(DbContextOptionsBuilder builder, string connectionString)
    {
        if (connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase))
            builder.UseNpgsql(connectionString);
        else
            builder.UseSqlite(connectionString);
    }

    /// <summary>Makes the tables and the account.</summary>
    public static async Task PrepareAsync(OldDatabase database)
    {
        await database.Database.EnsureCreatedAsync();
        if (database.Database.IsSqlite())
            await database.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL");
        database.Accounts.Add(new Account
        {
            Id = AccountId,
            Name = "The shop",
            Address = "shop@example.test",
            Signature = "Yours, the shop\n1 Main Street, Exampletown",
        });
        await database.SaveChangesAsync();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SentMail>().HasIndex(mail => mail.MessageId);
        modelBuilder.Entity<Message>().HasIndex(message => message.CreatedAt);
    }
}
