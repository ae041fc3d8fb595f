namespace Mosaic.DeviceService.Deliver;

/// <summary>Posts to the Hive Backend.</summary>
internal interface IHivePoster
{
    /// <summary>Makes one post and tells how it was answered. Never throws but for <paramref name="cancellationToken"/>.</summary>
    /// <param name="post">What to post.</param>
    /// <param name="cancellationToken">Cancelled when the service stops.</param>
    Task<PostAnswer> PostAsync(HivePost post, CancellationToken cancellationToken);
}
