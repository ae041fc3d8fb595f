using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>
/// For messages that a promise depends on: when the connection is lost they wait for it, up to
/// <see cref="MessagingOptions.RecoveryTimeout"/>, and what was not confirmed is published again, in order.
/// </summary>
public sealed class DurablePublisher(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<DurablePublisher> logger)
    : Publisher(broker, options, durable: true, time, logger);
