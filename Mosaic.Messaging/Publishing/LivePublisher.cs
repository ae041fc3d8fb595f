using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Mosaic.Messaging;

/// <summary>
/// For messages that are worth something now or never: without a connection they end at once, and none is published twice.
/// </summary>
public sealed class LivePublisher(Broker broker, IOptions<MessagingOptions> options, TimeProvider time, ILogger<LivePublisher> logger)
    : Publisher(broker, options, durable: false, time, logger);
