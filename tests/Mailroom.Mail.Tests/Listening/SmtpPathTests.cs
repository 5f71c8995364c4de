using Mailroom.Mail.Listening;

namespace Mailroom.Mail.Tests.Listening;

public class SmtpPathTests
{
    [Theory]
    [InlineData("FROM:<a@example.test>", "a@example.test")]
    [InlineData("from: <a@example.test>", "a@example.test")]
    [InlineData("FROM:<>", "")]
    [InlineData("FROM:<@one.test,@two.test:a@example.test>", "a@example.test")]
    [InlineData("FROM:<\"a b>@c\"@example.test>", "\"a b>@c\"@example.test")]
    [InlineData("FROM:<a@[127.0.0.1]>", "a@[127.0.0.1]")]
    [InlineData("FROM:<a@[IPv6:::1]>", "a@[IPv6:::1]")]
    [InlineData("FROM:<편지@예시.테스트>", "편지@예시.테스트")]
    [InlineData("FROM:<Postmaster>", "Postmaster")]
    public void Parse_OfAPath_GivesTheAddress(string argument, string address) =>
        SmtpPath.Parse(argument, "FROM:").ShouldNotBeNull().Address.ShouldBe(address);

    [Theory]
    [InlineData("")]
    [InlineData("FROM:")]
    [InlineData("TO:<a@example.test>")]
    [InlineData("FROM:a@example.test")]
    [InlineData("FROM:<a@example.test")]
    [InlineData("FROM:<a@example.test>x")]
    [InlineData("FROM:<a b@example.test>")]
    [InlineData("FROM:<a@b@example.test>")]
    [InlineData("FROM:<a@>")]
    [InlineData("FROM:<@example.test>")]
    [InlineData("FROM:<a>")]
    [InlineData("FROM:<a@.test>")]
    [InlineData("FROM:<a@exa mple.test>")]
    [InlineData("FROM:<\"a@example.test>")]
    [InlineData("FROM:<\"a\"b@example.test>")]
    public void Parse_OfAnythingElse_Refuses(string argument) => SmtpPath.Parse(argument, "FROM:").ShouldBeNull();

    [Fact]
    public void Parse_WithParameters_ListsThem() =>
        SmtpPath.Parse("FROM:<a@example.test>  SIZE=3 BODY=8BITMIME", "FROM:").ShouldNotBeNull()
            .Parameters.ShouldBe(["SIZE=3", "BODY=8BITMIME"]);

    [Fact]
    public void Parse_OfALongLocalPart_RefusesPast64Octets()
    {
        SmtpPath.Parse($"FROM:<{new string('a', 64)}@example.test>", "FROM:").ShouldNotBeNull();
        SmtpPath.Parse($"FROM:<{new string('a', 65)}@example.test>", "FROM:").ShouldBeNull();
    }
}
