//! What every process begins with, whatever it serves: its addresses, keys, figures, traces; and how it serves there.

use super::{Running, ServeOptions, Served, StartError};
use crate::keys;
use crate::measures::Measures;
use crate::traces;
use std::net::SocketAddr;
use tongguan_identity::Keys;
use tongguan_json::{Edge, Part};
use tongguan_serve::{Acceptor, Drain, Faults, Limits, Listener, Standard, bind};
use tongguan_traces::{Exporting, Traces};

/// Addresses that are taken, and nobody answers at them yet.
pub(super) struct Opening {
    pub(super) limits: Limits,
    listener: Listener,
    json: Option<Listener>,
    pub(super) measures: Measures,
    pub(super) drain: Drain,
    pub(super) keys: Option<Keys>,
    pub(super) traces: Traces,
    /// Those that callers of what is served next may meet.
    pub(super) faults: Option<Faults>,
    exporting: Option<Exporting>,
}

impl Opening {
    pub(super) fn of(options: &ServeOptions, tls: Option<&Acceptor>) -> Result<Self, StartError> {
        let listener = bind(options.listen, tls)?;
        let json = options.json.map(|json| bind(json, tls)).transpose().map_err(StartError::Json)?;
        let mut measures = Measures::shown_at(options.metrics, tls)?;
        let drain = Drain::new();
        let keys = options.api_keys.as_deref().map(keys::open).transpose()?;
        if let Some(keys) = &keys {
            tokio::spawn(keys::follow(keys.clone(), drain.signal()));
        }
        let (traces, exporting) = traces::start(options.traces.as_ref())?;
        measures.traces(exporting.as_ref());
        let (limits, faults) = (Limits::DEFAULT, None);
        Ok(Self { limits, listener, json, measures, drain, keys, traces, faults, exporting })
    }

    /// The addresses.
    pub(super) fn addresses(&self) -> Vec<SocketAddr> {
        let all = [Some(self.listener.address()), self.json_address(), self.measures.address()];
        all.into_iter().flatten().collect()
    }

    pub(super) fn json_address(&self) -> Option<SocketAddr> {
        self.json.as_ref().map(Listener::address)
    }

    /// These services as they are served here.
    pub(super) fn served(&mut self, standard: Standard) -> Served {
        let served = Served::new(standard, self);
        self.measures.server(&served.server);
        served
    }

    /// Serves the main services, these parts as JSON, and the figures.
    pub(super) fn run(self, main: Served, parts: Vec<Part>) -> Result<Running, StartError> {
        let Self { limits, listener, json, mut measures, drain, exporting, .. } = self;
        measures.listener("services", &listener);
        let (address, json_address) = (listener.address(), json.as_ref().map(Listener::address));
        let edge = json.map(|json| {
            measures.listener("json", &json);
            Ok::<_, StartError>((json, Edge::new(parts, tongguan_proto::DESCRIPTORS, limits)?))
        });
        let edge = edge.transpose()?;
        let mut servers = vec![main.run(listener)];
        servers.extend(edge.map(|(json, edge)| tokio::spawn(edge.serve(json, drain.clone()))));
        let (metrics, showing) = measures.show(limits, &drain).unzip();
        servers.extend(showing);
        Ok(Running {
            address,
            control: None,
            json: json_address,
            http: None,
            metrics,
            drain,
            sandboxes: None,
            servers,
            following: None,
            exporting,
            tls: None,
        })
    }
}
