using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FsCheck;
using FsCheck.Fluent;
using Mailroom.Messaging.Events;

namespace Mailroom.Messaging.Tests.Events;

public class EventJsonTests
{
    [Fact]
    public void Read_WhatWasWritten_IsTheSameEvent()
    {
        foreach (var content in Sample.All())
            EventJson.Read(EventJson.Write(content)).ShouldBeEquivalentTo(content);
    }

    [Fact]
    public void Sample_HasEveryTypeThatIsDeclared()
    {
        var declared = typeof(MailroomEvent).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Cast<JsonDerivedTypeAttribute>().ToList();

        Sample.All().Select(content => content.GetType()).ShouldBe(declared.Select(type => type.DerivedType), ignoreOrder: true);
        Sample.All().Select(content => content.RoutingKey)
            .ShouldBe(declared.Select(type => type.TypeDiscriminator.ShouldBeOfType<string>()), ignoreOrder: true);
    }

    [Fact]
    public void Write_HasTypeAndOctetsAsOthersExpectThem()
    {
        using var json = JsonDocument.Parse(EventJson.Write(Sample.SendMail()));

        json.RootElement.GetProperty("type").GetString().ShouldBe("mail.send");
        json.RootElement.GetProperty("correlationId").GetString().ShouldBe("correlation");
        json.RootElement.GetProperty("content").GetString().ShouldBe("AA0K/w==");
        json.RootElement.TryGetProperty("routingKey", out _).ShouldBeFalse();
    }

    [Fact]
    public void Read_WithTheTypeLastAndMoreThanIsKnown_IsTheEvent() =>
        EventJson.Read("""{"id":"a","new":{"x":[1]},"correlationId":"b","time":"2026-03-04T05:06:07Z","type":"mail.stored"}"""u8)
            .ShouldBe(new MailStored { Id = "a", CorrelationId = "b", Time = Sample.Time });

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("""{"type":"mail.unknown","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z"}""")]
    [InlineData("""{"type":5,"id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z"}""")]
    [InlineData("""{"type":"mail.stored","id":"a","correlationId":"b"}""")]
    [InlineData("""{"type":"mail.stored","id":"a","correlationId":"b","time":"yesterday"}""")]
    [InlineData("""{"type":"mail.stored","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z"}x""")]
    [InlineData("""{"type":"mail.stored","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z""")]
    [InlineData("""{"type":"mail.stored","id":null,"correlationId":"b","time":"2026-03-04T05:06:07Z"}""")]
    [InlineData("""{"type":"mail.send","id":"a","correlationId":"b","time":"2026-03-04T05:06:07Z","messageId":"0197b1a0-0000-7000-8000-000000000001","attempt":1,"firstAttempt":1,"from":"a","recipients":null,"content":""}""")]
    public void Read_OfWhatIsNoEvent_IsAJsonException(string json) =>
        Should.Throw<JsonException>(() => EventJson.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_OfDamagedEvents_IsAnEventOrAJsonException()
    {
        var samples = Sample.All();
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Sample, ushort Position, byte Value)>(), damage =>
            {
                var json = EventJson.Write(samples[damage.Sample % samples.Count]);
                json[damage.Position % json.Length] = damage.Value;
                try
                {
                    EventJson.Read(json).ShouldNotBeNull();
                }
                catch (JsonException)
                {
                    // What is promised.
                }
            }));
    }
}
