namespace Mosaic.Devices;

/// <summary>What a lost or refused connection means for the next one.</summary>
internal enum NextStep
{
    ComeBack,

    /// <summary>Once more with a token from the provider; the second refusal in a row ends it.</summary>
    FreshToken,

    Stop,
}
