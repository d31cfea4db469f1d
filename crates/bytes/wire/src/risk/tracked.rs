//! What a sandbox has seen.

use super::Wrong;
use crate::control;
use crate::registry::{read_known_class, write_class};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::limits;
use tongguan_domain::screening::{OfficeCounts, RuleMisses, Tracked};
use tongguan_proto::risk::v1 as pb;

pub(super) fn write(tracked: &Tracked) -> pb::Tracked {
    let decimal = |value: Option<tongguan_domain::decimal::Decimal>| {
        value.map(|value| value.to_string()).unwrap_or_default()
    };
    let OfficeCounts { screened, red, yellow, blue } = tracked.office;
    let misses = tracked.misses.iter();
    pb::Tracked {
        exporter_lists_24h: tracked.exporter_lists_24h,
        exporter_value_24h: tracked.exporter_value_24h,
        exporter_near_limit_24h: tracked.exporter_near_limit_24h,
        exporter_lists_30d: tracked.exporter_lists_30d,
        exporter_days: tracked.exporter_days,
        exporter_unarrived: tracked.exporter_unarrived,
        exporter_findings: tracked.exporter_findings,
        agent_lists_90d: tracked.agent_lists_90d,
        agent_rejected_90d: tracked.agent_rejected_90d,
        same_goods_24h: tracked.same_goods_24h,
        same_goods_value_24h: tracked.same_goods_value_24h,
        phone_exporters_30d: tracked.phone_exporters_30d,
        payment_orders_30d: tracked.payment_orders_30d,
        heading_findings_30d: tracked.heading_findings_30d,
        price_to_peers: decimal(tracked.price_to_peers),
        value_per_kg_to_peers: decimal(tracked.value_per_kg_to_peers),
        weight_to_peers: decimal(tracked.weight_to_peers),
        office: Some(pb::OfficeCounts { screened, red, yellow, blue }),
        misses: misses.map(|m| pb::RuleMisses { rule: m.rule.clone(), hits: m.hits }).collect(),
        instructions: tracked.instructions.iter().map(control::write_instruction).collect(),
        exporter_registered: tracked.exporter_registered,
        credit_grade: tracked.credit_grade.clone(),
        partners_class: write_class(tracked.partners_class).into(),
    }
}

pub(super) fn read(message: pb::Tracked, wrong: &mut Wrong) -> Tracked {
    wrong.bounded("tracked.misses", message.misses.len(), limits::RISK_PROFILE_RULES);
    wrong.bounded("tracked.instructions", message.instructions.len(), limits::INSTRUCTIONS);
    let pb::OfficeCounts { screened, red, yellow, blue } = message.office.unwrap_or_default();
    let mut instructions = Vec::new();
    for (at, instruction) in message.instructions.into_iter().take(limits::INSTRUCTIONS).enumerate() {
        let (instruction, faults) = control::read_instruction(instruction);
        instructions.extend(instruction);
        for fault in faults {
            wrong.say(format!("tracked.instructions[{at}].{fault}"));
        }
    }
    Tracked {
        exporter_lists_24h: message.exporter_lists_24h,
        exporter_value_24h: message.exporter_value_24h,
        exporter_near_limit_24h: message.exporter_near_limit_24h,
        exporter_lists_30d: message.exporter_lists_30d,
        exporter_days: message.exporter_days,
        exporter_unarrived: message.exporter_unarrived,
        exporter_findings: message.exporter_findings,
        agent_lists_90d: message.agent_lists_90d,
        agent_rejected_90d: message.agent_rejected_90d,
        same_goods_24h: message.same_goods_24h,
        same_goods_value_24h: message.same_goods_value_24h,
        phone_exporters_30d: message.phone_exporters_30d,
        payment_orders_30d: message.payment_orders_30d,
        heading_findings_30d: message.heading_findings_30d,
        price_to_peers: wrong.decimal("tracked.price_to_peers", &message.price_to_peers),
        value_per_kg_to_peers: wrong.decimal("tracked.value_per_kg_to_peers", &message.value_per_kg_to_peers),
        weight_to_peers: wrong.decimal("tracked.weight_to_peers", &message.weight_to_peers),
        office: OfficeCounts { screened, red, yellow, blue },
        misses: message
            .misses
            .into_iter()
            .map(|pb::RuleMisses { rule, hits }| RuleMisses { rule, hits })
            .collect(),
        instructions,
        exporter_registered: message.exporter_registered,
        credit_grade: message.credit_grade,
        partners_class: match message.partners_class {
            0 => CreditClass::Other,
            number => read_known_class(number).unwrap_or_else(|| {
                wrong.say("tracked.partners_class: one of the known classes".to_owned());
                CreditClass::Other
            }),
        },
    }
}
