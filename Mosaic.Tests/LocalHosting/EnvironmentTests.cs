using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Mosaic.Tests.LocalHosting;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task Project_IsHanded_TheEnvironmentThatAspireHands()
    {
        var builder = TestApplication.CreateBuilder("--environment=Development", "--Parameters:key=s3cret");
        var key = builder.AddParameter("key", secret: true);
        // Not started: its address is handed over all the same.
        var messaging = builder.AddRabbitMQ("messaging", builder.AddParameter("user", "us er"), builder.AddParameter("password", "pa/ss")).WithExplicitStart();
        var backend = builder.AddEcho("hive-backend").WithExplicitStart();
        builder.AddEcho().WithReference(messaging).WithReference(backend)
            .WithEnvironment("KEY", key)
            .WithEnvironment("Jwks", $"{backend.GetEndpoint("http")}/keys");
        await using var app = await builder.StartedAsync();
        await app.HealthyAsync("echo");
        using var client = app.CreateHttpClient("echo");
        var broker = messaging.Resource.PrimaryEndpoint.Port.ToString(CultureInfo.InvariantCulture);
        var address = app.GetEndpoint("hive-backend").ToString().TrimEnd('/');

        var expected = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = app.GetEndpoint("echo").ToString().TrimEnd('/'),
            ["ConnectionStrings__messaging"] = $"amqp://us%20er:pa%2Fss@localhost:{broker}",
            ["MESSAGING_HOST"] = "localhost",
            ["MESSAGING_PORT"] = broker,
            ["MESSAGING_USERNAME"] = "us er",
            ["MESSAGING_PASSWORD"] = "pa/ss",
            ["MESSAGING_URI"] = $"amqp://us%20er:pa%2Fss@localhost:{broker}",
            ["services__hive-backend__http__0"] = address,
            ["HIVE_BACKEND_HTTP"] = address,
            ["OTEL_SERVICE_NAME"] = "echo",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
            ["OTEL_TRACES_SAMPLER"] = "always_on",
            ["FROM_PROFILE"] = "yes",
            ["KEY"] = "s3cret",
            ["Jwks"] = $"{address}/keys",
        };
        foreach (var (name, value) in expected)
            Assert.Equal((name, value), (name, await client.GetStringAsync(new Uri($"/environment/{name}", UriKind.Relative))));
        Assert.StartsWith("service.instance.id=echo-", await client.GetStringAsync(new Uri("/environment/OTEL_RESOURCE_ATTRIBUTES", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_ReferringToAConnectionString_IsHandedItAndDoesNotWaitForIt()
    {
        const string Cluster = "amqps://us%20er:pa%2Fss@broker.test:5671";
        var builder = TestApplication.CreateBuilder($"--ConnectionStrings:messaging={Cluster}");
        var messaging = builder.AddConnectionString("messaging");
        builder.AddEcho().WithReference(messaging).WaitFor(messaging);
        await using var app = await builder.StartedAsync();
        await app.HealthyAsync("echo");
        using var client = app.CreateHttpClient("echo");

        Assert.Equal(Cluster, await client.GetStringAsync(new Uri("/environment/ConnectionStrings__messaging", UriKind.Relative)));
        Assert.Equal(Cluster, await app.GetConnectionStringAsync("messaging"));
    }

    [Fact]
    public async Task Start_WithAConnectionStringThatIsNotGiven_SaysHowToSetIt()
    {
        var builder = TestApplication.CreateBuilder();
        builder.AddConnectionString("messaging");
        await using var app = builder.Build();

        var thrown = await Assert.ThrowsAsync<MissingParameterValueException>(() => app.StartAsync());

        Assert.Contains("ConnectionStrings__messaging", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expression_OverParameters_EncodesWhereAsked()
    {
        var builder = TestApplication.CreateBuilder();
        var user = builder.AddParameter("user", "us er{}");

        var expression = ReferenceExpression.Create($"amqp://{user.Resource:uri}@{{host}}/{user}");

        Assert.Equal("amqp://us%20er%7B%7D@{host}/us er{}", await expression.GetValueAsync(default));
        Assert.Equal("amqp://{user.value}@{host}/{user.value}", expression.ValueExpression);
    }
}
