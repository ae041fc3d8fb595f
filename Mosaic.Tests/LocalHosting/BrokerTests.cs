using System.Net;
using System.Net.Sockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Mosaic.LocalHosting.Brokers;
using RabbitMQ.Client;

namespace Mosaic.Tests.LocalHosting;

public sealed class BrokerTests
{
    [Fact]
    public async Task Broker_Started_AcceptsItsUserAndServesItsPages()
    {
        var builder = TestApplication.CreateBuilder("--Parameters:password=p #%/ä");
        builder.AddRabbitMQ("messaging", builder.AddParameter("user", "mosaic"), builder.AddParameter("password", secret: true)).WithManagementPlugin();
        await using var app = await builder.StartedAsync();
        await app.HealthyAsync("messaging");

        var factory = new ConnectionFactory { Uri = new Uri((await app.GetConnectionStringAsync("messaging"))!) };
        await using (var connection = await factory.CreateConnectionAsync())
            Assert.True(connection.IsOpen);

        using var pages = app.CreateHttpClient("messaging", "management");
        pages.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("mosaic:p #%/ä")));
        Assert.Contains("\"mosaic\"", await pages.GetStringAsync(new Uri("/api/whoami", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broker_NowhereToBeFound_SaysWhatToInstall()
    {
        var builder = TestApplication.CreateBuilder("--RabbitMQ:ServerPath=/no/such/rabbitmq-server");
        builder.AddRabbitMQ("messaging");
        await using var app = await builder.StartedAsync();

        var thrown = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.HealthyAsync("messaging"));

        Assert.Contains("RabbitMQ:ServerPath", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Probe_OfSomethingElse_SaysThatItIsNoBroker()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener, "HTTP/1.1 400"u8.ToArray());

        var wrong = await AmqpProbe.AskAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, connectOnly: false, default);

        Assert.Contains("does not speak AMQP", wrong, StringComparison.Ordinal);
        await answering;
    }

    [Fact]
    public void PasswordHash_IsTheOneOfRabbitMQsDocumentation() =>
        // https://www.rabbitmq.com/docs/passwords#computing-password-hash
        Assert.Equal("kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR", BrokerDefinitions.Hash("test12", Convert.FromHexString("908DC60A")));

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().ReadExactlyAsync(new byte[8]);
        await client.GetStream().WriteAsync(answer);
    }
}
