using System.Text.Json;

namespace Mosaic.HiveBackendStub.Console.Sent;

internal static class RequestOutcome
{
    private const int DeviceFailed = 500;

    /// <summary>
    /// Whether the answer says that the device is in trouble: it did not confirm, or with a status of 500 or above. What was
    /// not sent, because the device is away or the call was wrong, says nothing of it.
    /// </summary>
    internal static bool IsFailure(SentAnswer answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("outcome", out var outcome) && outcome.ValueKind == JsonValueKind.String
                && outcome.GetString() switch
                {
                    "unconfirmed" => true,
                    "confirmed" => root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number
                        && status.TryGetInt32(out var number) && number >= DeviceFailed,
                    _ => false,
                };
        }
        catch (JsonException)
        {
            // Longer than what is kept, or no JSON: nothing is known against the device.
            return false;
        }
    }
}
