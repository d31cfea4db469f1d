//! AMQP, against a real RabbitMQ. One broker for all, since it takes its time to start.

use crate::broker::Broker;
use crate::conformance::{complete, expected};
use crate::station::{SENDER, SUBSCRIBER, Sent, Station, Told, codes, eventually, order, parcel, text};
use lapin::options::{BasicGetOptions, BasicPublishOptions, QueueDeclareOptions, QueueDeleteOptions};
use lapin::types::FieldTable;
use lapin::{BasicProperties, Channel, Connection, ConnectionProperties};
use tongguan_ceb::dxp;
use tongguan_exchange::transports::{AmqpOptions, TransportOptions};
use tongguan_testkit::Parcel;

pub(crate) async fn connect(url: &str) -> Channel {
    let connection = eventually("the broker", async || {
        Connection::connect(url, ConnectionProperties::default()).await.ok()
    });
    connection.await.create_channel().await.unwrap()
}

async fn station(broker: &Broker, queue: &str) -> Station {
    let amqp = AmqpOptions { url: broker.url(), queue: queue.to_owned() };
    Station::with(TransportOptions { amqp: Some(amqp), ..Default::default() }).await
}

/// Puts messages into a queue that is there already, or is made.
async fn send(channel: &Channel, queue: &str, messages: impl IntoIterator<Item = Vec<u8>>) {
    let durable = QueueDeclareOptions { durable: true, ..Default::default() };
    channel.queue_declare(queue.into(), durable, FieldTable::default()).await.unwrap();
    for message in messages {
        let options = BasicPublishOptions::default();
        let properties = BasicProperties::default();
        channel.basic_publish("".into(), queue.into(), options, &message, properties).await.unwrap();
    }
}

/// The next message of a queue, taken out of it.
pub(crate) async fn next(channel: &Channel, queue: &str) -> Option<Vec<u8>> {
    let options = BasicGetOptions { no_ack: true };
    Some(channel.basic_get(queue.into(), options).await.ok()??.delivery.data)
}

/// Takes receipts out of both queues until there are as many as expected.
async fn received(broker: &Broker, expected: &Told) -> Told {
    let mut told = Told::from([SENDER, SUBSCRIBER].map(|name| (name.to_owned(), Vec::new())));
    eventually("receipts in the queues", async || {
        // A queue that is not there yet closes the channel.
        let channel = connect(&broker.url()).await;
        for (name, letters) in &mut told {
            while let Some(envelope) = next(&channel, &format!("{name}_HZ")).await {
                let envelope = dxp::read(&envelope).unwrap();
                assert_eq!(envelope.head.receivers, std::slice::from_ref(name));
                letters.push(text(envelope.data));
            }
        }
        complete(told.clone(), expected)
    })
    .await
}

async fn clear(channel: &Channel) {
    for name in [SENDER, SUBSCRIBER] {
        let queue = format!("{name}_HZ");
        channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn queues() {
    let Some(broker) = Broker::start() else { return };
    // The broker is still starting: it is called again until it answers.
    let early = station(&broker, "bare").await;
    let channel = connect(&broker.url()).await;
    conformance(&broker, &channel, early, "bare", |sent| sent.xml).await;
    let enveloped = station(&broker, "enveloped").await;
    conformance(&broker, &channel, enveloped, "enveloped", |sent| sent.enveloped()).await;
    refusals(&broker, &channel).await;
    waiting(&broker, &channel).await;
    queues_that_go(&broker, &channel).await;
    clear(&channel).await;
    crate::load::queues(&broker).await;
    crate::load_scenarios::queues(&broker).await;
    queues_of_others(&broker).await;
}

/// The same parcel, the same receipts.
async fn conformance(
    broker: &Broker,
    channel: &Channel,
    station: Station,
    queue: &str,
    form: fn(Sent) -> Vec<u8>,
) {
    send(channel, queue, parcel().into_iter().map(form)).await;
    let expected = expected().await;
    assert_eq!(received(broker, &expected).await, expected, "{queue}");
    station.stop().await;
    clear(channel).await;
}

/// What is refused does not hold up what follows, and is answered where an answer is defined.
async fn refusals(broker: &Broker, channel: &Channel) {
    let station = station(broker, "refusals").await;
    let messages = [b"hello".to_vec(), order().to_nobody(), order().broken().xml, order().xml, order().xml];
    send(channel, "refusals", messages).await;
    let mut seen = Vec::new();
    eventually("receipts in the queue", async || {
        let channel = connect(&broker.url()).await;
        while let Some(envelope) = next(&channel, &format!("{SENDER}_HZ")).await {
            seen.push(match dxp::read(&envelope) {
                Ok(envelope) => codes(&[text(envelope.data)]).remove(0),
                Err(_) => text(envelope).split_once("ResponseCode>").unwrap().1[..4].to_owned(),
            });
        }
        (seen.len() >= 4).then_some(())
    })
    .await;
    seen.sort();
    assert_eq!(seen, ["2001", "CEB304 2", "CEB304 3", "CEB900 -302004"]);
    eventually("the queue is empty", async || {
        let passive = QueueDeclareOptions { durable: true, passive: true, ..Default::default() };
        let queue = channel.queue_declare("refusals".into(), passive, FieldTable::default()).await.unwrap();
        (queue.message_count() == 0).then_some(())
    })
    .await;
    station.stop().await;
    clear(channel).await;
}

/// Messages wait in the queue while no server is there.
async fn waiting(broker: &Broker, channel: &Channel) {
    send(channel, "waiting", [order().xml]).await;
    let station = station(broker, "waiting").await;
    eventually("taken", async || {
        let channel = connect(&broker.url()).await;
        next(&channel, &format!("{SUBSCRIBER}_HZ")).await
    })
    .await;
    station.stop().await;
}

/// The number of receipts of the sender that come out of its queue, until there are so many.
async fn comes(broker: &Broker, recipient: &str, count: usize) {
    let mut seen = 0;
    eventually("receipts", async || {
        let channel = connect(&broker.url()).await;
        while next(&channel, &format!("{recipient}_HZ")).await.is_some() {
            seen += 1;
        }
        (seen >= count).then_some(())
    })
    .await;
    assert_eq!(seen, count);
}

fn numbered(number: u32) -> Vec<u8> {
    Sent::new(Parcel::number(number).order, usize::try_from(number).unwrap()).xml
}

/// What the broker gives back is not delivered: the queue is made again, and the receipts go there. The queue of
/// messages comes back, too.
async fn queues_that_go(broker: &Broker, channel: &Channel) {
    clear(channel).await;
    let station = station(broker, "going").await;
    for number in 1..=3 {
        send(channel, "going", [numbered(number)]).await;
        comes(broker, SENDER, 2).await;
        for queue in [format!("{SENDER}_HZ"), "going".to_owned()] {
            channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
        }
    }
    station.stop().await;
}

/// Queues with arguments are taken as they are. One that cannot be used makes its own recipient wait, and nobody else.
async fn queues_of_others(broker: &Broker) {
    // Of a connection of its own: an exclusive queue is for nobody else.
    let owner = Connection::connect(&broker.url(), ConnectionProperties::default()).await.unwrap();
    let channel = owner.create_channel().await.unwrap();
    let durable = QueueDeclareOptions { durable: true, ..Default::default() };
    let mut arguments = FieldTable::default();
    arguments.insert("x-message-ttl".into(), lapin::types::AMQPValue::LongInt(600_000));
    for queue in ["others".to_owned(), format!("{SENDER}_HZ")] {
        channel.queue_delete(queue.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
        channel.queue_declare(queue.as_str().into(), durable, arguments.clone()).await.unwrap();
    }
    let locked = format!("{SUBSCRIBER}_HZ");
    channel.queue_delete(locked.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
    let exclusive = QueueDeclareOptions { exclusive: true, ..Default::default() };
    channel.queue_declare(locked.as_str().into(), exclusive, FieldTable::default()).await.unwrap();
    let station = station(broker, "others").await;
    let publish = async |bytes: Vec<u8>| {
        let options = BasicPublishOptions::default();
        channel
            .basic_publish("".into(), "others".into(), options, &bytes, BasicProperties::default())
            .await
            .unwrap();
    };
    // The subscriber of this order waits; its sender does not, nor does what comes after.
    publish(order().xml).await;
    publish(numbered(2)).await;
    comes(broker, SENDER, 4).await;
    channel.queue_delete(locked.as_str().into(), QueueDeleteOptions::default()).await.unwrap();
    comes(broker, SUBSCRIBER, 3).await;
    station.stop().await;
}
