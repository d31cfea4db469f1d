//! The connections of the listeners of a process.

use std::fmt;
use std::sync::Arc;

use tongguan_serve::Connections;

use crate::sheet::{Sheet, Source};

/// Listeners, each with its name.
pub struct Listeners(pub Vec<(&'static str, Arc<Connections>)>);

impl Source for Listeners {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let all = || self.0.iter().map(|(name, connections)| ([("listener", *name)], &**connections));
        sheet.gauge(
            "tongguan_connections_open",
            "Connections that are open.",
            all().map(|(name, connections)| (name, connections.open.read())),
        )?;
        sheet.counter(
            "tongguan_connections_accepted",
            "Connections that were accepted.",
            all().map(|(name, connections)| (name, connections.seated.read())),
        )?;
        sheet.counter(
            "tongguan_connections_refused",
            "Connections that were closed at once because there were too many, in all or of one neighbour.",
            all().map(|(name, connections)| (name, connections.refused.read())),
        )
    }
}
