using System.Security.Cryptography;
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
        Properties.Headers.Uuid(DeadLetterHeaders.Key)
        ?? DerivedId.Of(default, $"{Properties.Headers.Text(Fields.Device)} {Properties.Headers.Text(Fields.Id)} {HashOfBody()}");

    private string HashOfBody()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Body.Span, hash);
        return Convert.ToHexString(hash);
    }
}
