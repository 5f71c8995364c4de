using System.Text;
using Mailroom.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Mailroom.Api.Data;

/// <summary>The tables. The same on every kind of database: times are microseconds since 1970, lists are JSON.</summary>
internal sealed class MailroomDb(DbContextOptions<MailroomDb> options) : DbContext(options)
{
    /// <summary>Of the tables below; raised with every change to them.</summary>
    public const int Version = 1;

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<MessageBody> MessageBodies => Set<MessageBody>();

    public DbSet<TimelineEntry> Timeline => Set<TimelineEntry>();

    public DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    public DbSet<AppliedEvent> AppliedEvents => Set<AppliedEvent>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<ReceivedMessage> Received => Set<ReceivedMessage>();

    public DbSet<ReceivedBody> ReceivedBodies => Set<ReceivedBody>();

    public DbSet<ReceivedAttachment> ReceivedAttachments => Set<ReceivedAttachment>();

    public DbSet<SchemaVersion> SchemaVersions => Set<SchemaVersion>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<StoredTime>();
        configurationBuilder.Properties<MessageState>().HaveConversion<string>();
        Json<MailAddress>();
        Json<IReadOnlyList<MailAddress>>();
        Json<IReadOnlyList<AttachmentInfo>>();
        Json<IReadOnlyList<MailField>>();
        Json<IReadOnlyList<string>>();
        Json<IReadOnlyDictionary<string, string>>();

        void Json<T>()
            where T : class =>
            configurationBuilder.Properties<T>().HaveConversion<JsonColumn<T>, JsonComparer<T>>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Message>(ConfigureMessages);
        modelBuilder.Entity<MessageBody>().Property(body => body.Id).ValueGeneratedNever();
        modelBuilder.Entity<TimelineEntry>(ConfigureTimeline);
        modelBuilder.Entity<OutboxEntry>().HasIndex(entry => new { entry.DueAt, entry.Id });
        modelBuilder.Entity<OutboxEntry>().HasIndex(entry => entry.MessageId);
        modelBuilder.Entity<AppliedEvent>().HasIndex(applied => applied.AppliedAt);
        modelBuilder.Entity<IdempotencyKey>().HasKey(key => new { key.Owner, key.Key });
        modelBuilder.Entity<IdempotencyKey>().HasIndex(key => key.CreatedAt);
        modelBuilder.Entity<ReceivedMessage>().Property(received => received.Id).ValueGeneratedNever();
        modelBuilder.Entity<ReceivedMessage>().HasIndex(received => received.EventId).IsUnique();
        modelBuilder.Entity<ReceivedBody>().Property(body => body.Id).ValueGeneratedNever();
        modelBuilder.Entity<ReceivedAttachment>().HasKey(attachment => new { attachment.ReceivedId, attachment.Number });
        modelBuilder.Entity<SchemaVersion>().Property(version => version.Id).ValueGeneratedNever();
        NameInSnakeCase(modelBuilder);
    }

    private static void ConfigureMessages(EntityTypeBuilder<Message> message)
    {
        message.Property(item => item.Id).ValueGeneratedNever();
        message.Ignore(item => item.IsFinal);
        message.Ignore(item => item.FirstState);
        message.HasIndex(item => new { item.State, item.Id });
        // Where received mails find what they answer.
        message.HasIndex(item => item.MailId);
    }

    private void ConfigureTimeline(EntityTypeBuilder<TimelineEntry> entry)
    {
        entry.HasIndex(item => item.MessageId);
        entry.HasIndex(item => new { item.TransactionId, item.Id });
        if (Database.IsNpgsql())
            entry.Property(item => item.TransactionId).HasDefaultValueSql("pg_current_xact_id()::text::bigint");
    }

    // Names that PostgreSQL takes without quotes.
    private static void NameInSnakeCase(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(SnakeCase(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
