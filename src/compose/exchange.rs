//! The exchange as a process of its own: it follows intake, and passes on to it what would change something.

use super::relays::Relays;
use super::{
    Running, ServeOptions, Served, StartError, add_pure, descriptors, end_process, open_keys, serve_json,
};
use crate::measures::Measures;
use crate::peers;
use tongguan_engine::{Defaults, Following, Host};
use tongguan_exchange::Exchange;
use tongguan_exchange::feed::{self, Introduced, Own, Relay, Remote};
use tongguan_exchange::messages::Gateway;
use tongguan_journal::CopyJournal;
use tongguan_peer::Line;
use tongguan_serve::{Drain, Limits, Listener, bind, standard_services};
use tonic::transport::Uri;

/// What two processes compare.
pub(super) fn own(gateway: &Gateway, asks_for_keys: bool) -> Own {
    let (program, customs_ids) = (env!("CARGO_PKG_VERSION").to_owned(), gateway.customs_ids().to_vec());
    Own { program, customs_ids, asks_for_keys }
}

pub(super) async fn start(mut options: ServeOptions, intake: Uri) -> Result<Running, StartError> {
    let limits = Limits::DEFAULT;
    let listener = bind(options.listen)?;
    let json = options.json.map(bind).transpose().map_err(StartError::Json)?;
    let mut measures = Measures::shown_at(options.metrics)?;
    let transports = std::mem::take(&mut options.transports).prepare()?;
    let drain = Drain::new();
    let keys = open_keys(&options, &drain)?;
    let journal = match &options.data {
        Some(folder) => CopyJournal::open(folder)?,
        None => CopyJournal::in_memory(),
    };
    let (host, follower, threads) = Host::follow(Following {
        journal: journal.into(),
        defaults: Defaults::of(&options.defaults),
        on_failure: Box::new(end_process),
    })?;
    let remote = Remote::new(Line::new(intake.clone()).showing(options.peers.badge.clone()), follower);
    let gateway = Gateway::new(host.clone()).known_as(&options.customs_ids).deciding_at(remote.clone());
    let own = own(&gateway, keys.is_some());
    let here = [Some(listener.address()), json.as_ref().map(Listener::address), measures.address()];
    judge(
        &intake,
        here.into_iter().flatten().any(|here| peers::is_at(&intake, here)),
        remote.find(&own).await,
    )?;
    let relays = Relays::of(&options);
    let here = here.into_iter().flatten().collect::<Vec<_>>();
    relays.check(&options.peers, &here, keys.is_some()).await?;
    let signal = drain.signal();

    let mut main = standard_services(&descriptors(&options), signal.clone()).await?;
    let exchange = Exchange::new(gateway.clone(), signal.clone());
    main.routes.add_service(Relay::new(exchange, remote.clone()).into_server(&limits));
    add_pure(&mut main, &options, &limits, &drain);
    relays.serve(&mut main, &limits);
    let health = main.health.clone();
    let main = Served::new(main, &drain, limits, keys);
    let (parts, calls) = (vec![main.part()?], main.server.calls());
    measures.server(&main.server);
    measures.listener("services", &listener);
    let address = listener.address();
    let following = async move {
        feed::follow(remote, own).await;
        if !signal.is_draining() {
            // Somebody has to look; until then it can do no more than say why.
            health.set_not_serving().await;
        }
    };
    let mut servers = vec![main.run(listener)];
    let following = Some(tokio::spawn(following));
    let json_address = json.as_ref().map(Listener::address);
    servers.extend(serve_json(json, parts, limits, &drain, &mut measures)?);
    let (metrics, showing) = measures.show(limits, &drain).unzip();
    servers.extend(showing);
    let http = transports.http();
    servers.extend(transports.start(&gateway, &drain, &calls));
    let (control, json, sandboxes) = (None, json_address, Some((host, threads)));
    Ok(Running { address, control, json, http, metrics, drain, sandboxes, servers, following })
}

fn judge(intake: &Uri, is_here: bool, found: Introduced) -> Result<(), StartError> {
    let why = match found {
        _ if is_here => "it is this process itself".to_owned(),
        Introduced::Other(why) => why,
        Introduced::Locked(why) => format!("it does not take our key ({why}; --peer-api-key-file)"),
        Introduced::Intake => return Ok(()),
        Introduced::Nobody => {
            tracing::warn!(%intake, "intake does not answer yet; it is followed when it does");
            return Ok(());
        }
    };
    Err(StartError::Peer(format!("--intake {intake}: this intake cannot be followed: {why}")))
}
