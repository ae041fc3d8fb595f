using System.Text;
using System.Text.Unicode;
using Mosaic.Messaging;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>Takes the headers of a delivery over into a message that is published again.</summary>
internal static class StoredHeaders
{
    /// <summary>Copies every header; text becomes strings again, which the publisher reads ids and times from.</summary>
    /// <param name="headers">What RabbitMQ delivered.</param>
    /// <param name="message">Where to.</param>
    /// <param name="fieldsOnly">Leaves out what RabbitMQ and the dead letters have added.</param>
    internal static void CopyTo(IDictionary<string, object?>? headers, Message message, bool fieldsOnly)
    {
        if (headers is null) return;
        foreach (var (name, value) in headers)
            if (!fieldsOnly || !name.StartsWith(DeadLetterHeaders.Prefix, StringComparison.Ordinal))
                message.Headers[name] = value is byte[] text && Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : value;
    }
}
