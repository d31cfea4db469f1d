//! Generated from `proto/tongguan`. Only `wire`, the service edges and `client` may use it.

#![allow(missing_docs, clippy::all, clippy::pedantic, unreachable_pub)]

/// Who may call what.
pub mod access {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.access.v1");
    }
}

/// The documents.
pub mod document {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.document.v1");
    }
}

/// Declaration intake.
pub mod intake {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.intake.v1");
    }
}

/// Clearance exchange.
pub mod exchange {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.exchange.v1");
    }
}

/// Risk screening.
pub mod risk {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.risk.v1");
    }
}

/// Credit scoring.
pub mod credit {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.credit.v1");
    }
}

/// The catalogue.
pub mod catalogue {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.catalogue.v1");
    }
}

/// Customs officers.
pub mod officer {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.officer.v1");
    }
}

/// Registry of enterprises.
pub mod registry {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.registry.v1");
    }
}

/// Sandbox control.
pub mod sandbox {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.sandbox.v1");
    }
}

/// The feed, between processes of one version.
pub mod feed {
    /// Version 1.
    pub mod v1 {
        tonic::include_proto!("tongguan.feed.v1");
    }
}

/// The descriptors of what the main listener serves where all is in one process.
pub static SERVICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/services.bin"));

/// The descriptors of declaration intake and of what shares its journal, for reflection.
pub static INTAKE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/intake.bin"));

/// The descriptors of risk screening.
pub static RISK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/risk.bin"));

/// The descriptors of credit scoring.
pub static CREDIT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/credit.bin"));

/// The descriptors of the clearance exchange.
pub static EXCHANGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/exchange.bin"));

/// The descriptors of the registry of enterprises.
pub static REGISTRY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/registry.bin"));

/// The descriptors of the feed.
pub static FEED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/feed.bin"));

/// The descriptors of what the control listener serves, for reflection.
pub static CONTROL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/control.bin"));

/// The descriptors of the whole API, for JSON; the feed is no part of it.
pub static DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
