using System.Text;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Reads text from the headers of a delivery, where strings are UTF-8 bytes.</summary>
internal static class HeaderText
{
    /// <summary>The text of a header; null when it is missing or no text.</summary>
    internal static string? Get(IDictionary<string, object?>? headers, string name) =>
        headers?.TryGetValue(name, out var value) == true ? Of(value) : null;

    /// <summary>The text of a header's value; null when it is no text.</summary>
    internal static string? Of(object? value) => value switch
    {
        byte[] utf8 => Encoding.UTF8.GetString(utf8),
        string text => text,
        _ => null,
    };
}
