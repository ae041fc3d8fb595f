using System.Net.Http.Json;
using System.Text.Json;

namespace Mosaic.Tests.DeviceService;

internal static class ProblemAssert
{
    /// <summary>Asserts an RFC 9457 problem whose type ends in the code; returns it.</summary>
    internal static async Task<JsonElement> IsAsync(HttpResponseMessage answer, int status, string code)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith(":" + code, problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
