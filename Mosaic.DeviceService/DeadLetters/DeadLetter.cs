using System.Security.Cryptography;
using Mosaic.DeviceService.Deliver;
using Mosaic.Messaging;
using RabbitMQ.Client;

namespace Mosaic.DeviceService.DeadLetters;

/// <summary>One dead letter as RabbitMQ delivers it.</summary>
/// <param name="Properties">Its AMQP properties and headers.</param>
/// <param name="Body">Its body; valid until its visitor returns.</param>
internal readonly record struct DeadLetter(IReadOnlyBasicProperties Properties, ReadOnlyMemory<byte> Body)
{
    /// <summary>The letter's own key. One that was not written here has one that follows from what is in it.</summary>
    internal Guid Key() =>
        Guid.TryParseExact(Text(DeadLetterHeaders.Key), "D", out var key) ? key : DerivedId.Of(default, $"{Text(Fields.Device)} {Text(Fields.Id)} {HashOfBody()}");

    /// <summary>The text of a header; null when it is missing or no text.</summary>
    internal string? Text(string header) => HeaderText.Get(Properties.Headers, header);

    private string HashOfBody()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Body.Span, hash);
        return Convert.ToHexString(hash);
    }
}
