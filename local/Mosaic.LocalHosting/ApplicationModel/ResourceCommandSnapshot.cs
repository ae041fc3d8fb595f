namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command of a resource at one moment.</summary>
/// <param name="Name">What it is called by; see <see cref="KnownResourceCommands"/>.</param>
/// <param name="State">Whether it can be given.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="DisplayDescription">What it does.</param>
/// <param name="Parameter">What goes with it.</param>
/// <param name="ConfirmationMessage">To ask before.</param>
/// <param name="IconName">Its icon.</param>
/// <param name="IconVariant">How that is drawn.</param>
/// <param name="IsHighlighted">One of the first to show.</param>
public sealed record ResourceCommandSnapshot(
    string Name,
    ResourceCommandState State,
    string DisplayName,
    string? DisplayDescription,
    object? Parameter,
    string? ConfirmationMessage,
    string? IconName,
    IconVariant? IconVariant,
    bool IsHighlighted);
