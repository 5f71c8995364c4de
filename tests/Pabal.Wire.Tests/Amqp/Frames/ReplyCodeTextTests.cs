using System.Text;
using Pabal.Wire.Amqp;

namespace Pabal.Wire.Tests;

public class ReplyCodeTextTests
{
    [Fact]
    public void Name_OfEveryCode_IsItsNameInUpperCase()
    {
        foreach (var code in Enum.GetValues<ReplyCode>())
        {
            if (code != ReplyCode.None)
                code.Name().Replace("_", string.Empty, StringComparison.Ordinal).ShouldBe(code.ToString().ToUpperInvariant());
        }
        ReplyCode.PreconditionFailed.Name().ShouldBe("PRECONDITION_FAILED");
    }

    [Fact]
    public void Compose_ShortExplanation_IsWhole() =>
        ReplyCodeText.Compose(ReplyCode.NotFound, "no queue 'q' in vhost '/'").ShouldBe("NOT_FOUND - no queue 'q' in vhost '/'");

    [Fact]
    public void Compose_LongExplanation_EndsInDotsAt255Octets()
    {
        var text = ReplyCodeText.Compose(ReplyCode.NotFound, new string('q', 300));

        Encoding.UTF8.GetByteCount(text).ShouldBe(255);
        text.ShouldEndWith("qqq...");
    }

    [Fact]
    public void Fit_CutInsideACharacter_DropsTheWholeCharacter()
    {
        var fitted = ReplyCodeText.Fit("x" + new string('é', 200));

        fitted.ShouldBe("x" + new string('é', 125) + "...");
    }

    [Fact]
    public void Fit_Exactly255Octets_IsUntouched() => ReplyCodeText.Fit(new string('q', 255)).ShouldBe(new string('q', 255));
}
