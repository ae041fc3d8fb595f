using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Mosaic.Tests.HiveBackendStub;

internal static class ProblemAssert
{
    /// <summary>The answer is a problem of this status, its type ends in the code, and its field is the one given.</summary>
    internal static async Task IsAsync(HttpResponseMessage answer, HttpStatusCode status, string code, string? field = null)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.EndsWith(code, problem.GetProperty("type").GetString(), StringComparison.Ordinal);
        if (field is not null)
        {
            Assert.Equal(field, problem.GetProperty("field").GetString());
        }
    }
}
