using Pabal.Engine.Security;

namespace Pabal.Engine.Tests.Security;

public class PasswordHashTests
{
    [Theory]
    [InlineData(PasswordAlgorithm.Pbkdf2Sha256)]
    [InlineData(PasswordAlgorithm.RabbitSha256)]
    [InlineData(PasswordAlgorithm.RabbitSha512)]
    [InlineData(PasswordAlgorithm.RabbitMd5)]
    public void Hash_WrittenAndRead_KnowsItsPasswordAndNoOther(PasswordAlgorithm algorithm)
    {
        var hash = PasswordHash.Create("sécret", algorithm, iterations: 10);

        PasswordHash.TryParse(hash.AlgorithmName, hash.ToBase64(), out var read, out _).ShouldBeTrue();

        read.Matches("sécret").ShouldBeTrue();
        read.Matches("secret").ShouldBeFalse();
        (read.Algorithm, read.Iterations).ShouldBe((algorithm, hash.Iterations));
    }

    // Made by RabbitMQ 3.10 (rabbitmqctl hash_password).
    [Theory]
    [InlineData("rabbit_password_hashing_sha256", "gZglKw5Zik7gTBOtkv/ijwOPdi0LKJ/tXqPczxWo7z3ouGr6")]
    [InlineData("", "gZglKw5Zik7gTBOtkv/ijwOPdi0LKJ/tXqPczxWo7z3ouGr6")]
    public void Hash_OfRabbitMQ_KnowsItsPassword(string algorithm, string base64)
    {
        PasswordHash.TryParse(algorithm, base64, out var hash, out _).ShouldBeTrue();

        hash.Matches("correct horse").ShouldBeTrue();
        hash.Matches("correct horsf").ShouldBeFalse();
    }

    [Theory]
    [InlineData("rabbit_password_hashing_sha3", "AAAA", "rabbit_password_hashing_sha3")]
    [InlineData("rabbit_password_hashing_sha256", "not base64", "base64")]
    [InlineData("rabbit_password_hashing_sha256", "AAAAAAAA", "base64")]
    [InlineData("pbkdf2_sha256", "AAA=", "base64")]
    public void Parse_OfWhatIsNoHash_SaysWhy(string algorithm, string base64, string why)
    {
        PasswordHash.TryParse(algorithm, base64, out _, out var problem).ShouldBeFalse();

        problem.ShouldContain(why);
    }

    [Fact]
    public void Parse_OfAnEndlessIteration_IsRefused()
    {
        var octets = new byte[4 + 16 + 32];
        octets.AsSpan(0, 4).Fill(0x7F);

        PasswordHash.TryParse("pbkdf2_sha256", Convert.ToBase64String(octets), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Create_Twice_SaltsDifferently() =>
        PasswordHash.Create("x", iterations: 1).ToBase64().ShouldNotBe(PasswordHash.Create("x", iterations: 1).ToBase64());
}
