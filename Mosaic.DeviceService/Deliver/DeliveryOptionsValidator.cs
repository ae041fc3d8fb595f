using Microsoft.Extensions.Options;

namespace Mosaic.DeviceService.Deliver;

/// <summary>Checks the ranges that the options declare.</summary>
[OptionsValidator]
internal sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
