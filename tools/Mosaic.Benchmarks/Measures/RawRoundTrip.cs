using System.Globalization;
using Mosaic.Benchmarks.Load;
using Mosaic.Benchmarks.Results;
using RabbitMQ.Client;

namespace Mosaic.Benchmarks.Measures;

/// <summary>P6, the floor: a message through RabbitMQ to another process' channel, and its answer back.</summary>
internal sealed class RawRoundTrip : IMeasure
{
    public string Id => "P6";

    public async Task<IReadOnlyList<Figure>> RunAsync(MeasureContext context, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory { Uri = new Uri(context.Broker) };
        await using var asking = await factory.CreateConnectionAsync(cancellationToken);
        await using var answering = await factory.CreateConnectionAsync(cancellationToken);
        await using var asker = await asking.CreateChannelAsync(cancellationToken: cancellationToken);
        await using var answerer = await answering.CreateChannelAsync(cancellationToken: cancellationToken);
        var questions = (await answerer.QueueDeclareAsync(exclusive: true, cancellationToken: cancellationToken)).QueueName;
        var answers = (await asker.QueueDeclareAsync(exclusive: true, cancellationToken: cancellationToken)).QueueName;
        await answerer.BasicConsumeAsync(questions, autoAck: true, new HandlingConsumer(answerer, (_, question, body) =>
            answerer.BasicPublishAsync("", answers, mandatory: false, new BasicProperties { CorrelationId = question.CorrelationId }, body.ToArray(), cancellationToken)), cancellationToken);

        var waiting = new TaskCompletionSource[RoundTrips.Callers];
        await asker.BasicConsumeAsync(answers, autoAck: true, new HandlingConsumer(asker, (_, answer, _) =>
        {
            waiting[int.Parse(answer.CorrelationId!, CultureInfo.InvariantCulture)].TrySetResult();
            return ValueTask.CompletedTask;
        }), cancellationToken);
        var body = System.Text.Encoding.ASCII.GetBytes(Stamp.Data());
        return await RoundTrips.MeasureAsync("P6", "raw AMQP round trip", context.Options, async caller =>
        {
            waiting[caller] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var properties = new BasicProperties { CorrelationId = caller.ToString(CultureInfo.InvariantCulture) };
            await asker.BasicPublishAsync("", questions, mandatory: false, properties, body, cancellationToken);
            await waiting[caller].Task.WaitAsync(cancellationToken);
            return true;
        }, cancellationToken);
    }
}
