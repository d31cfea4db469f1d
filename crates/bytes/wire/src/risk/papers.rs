//! What the documents of a parcel say.

use super::Wrong;
use tongguan_domain::limits;
use tongguan_domain::screening::Papers;
use tongguan_proto::risk::v1 as pb;

pub(super) fn write(papers: &Papers) -> pb::Papers {
    let decimal = |value: Option<tongguan_domain::decimal::Decimal>| {
        value.map(|value| value.to_string()).unwrap_or_default()
    };
    pb::Papers {
        exit_code: papers.exit_code.clone(),
        platform: papers.platform.clone(),
        logistics: papers.logistics.clone(),
        owner: papers.owner.clone(),
        destination_port: papers.destination_port.clone(),
        site: papers.site.clone(),
        licence: papers.licence.clone(),
        goods_models: papers.goods_models.clone(),
        item_names: papers.item_names.clone(),
        waybill_goods: papers.waybill_goods.clone(),
        pieces: papers.pieces.to_string(),
        highest_price_cny: decimal(papers.highest_price_cny),
        ordered_cny: decimal(papers.ordered_cny),
        paid_cny: decimal(papers.paid_cny),
        waybill_weight: decimal(papers.waybill_weight),
    }
}

pub(super) fn read(message: pb::Papers, wrong: &mut Wrong) -> Papers {
    for (field, list) in
        [("papers.goods_models", &message.goods_models), ("papers.item_names", &message.item_names)]
    {
        wrong.bounded(field, list.len(), limits::GOODS_LINES);
    }
    Papers {
        pieces: wrong.decimal("papers.pieces", &message.pieces).unwrap_or_default(),
        highest_price_cny: wrong.decimal("papers.highest_price_cny", &message.highest_price_cny),
        ordered_cny: wrong.decimal("papers.ordered_cny", &message.ordered_cny),
        paid_cny: wrong.decimal("papers.paid_cny", &message.paid_cny),
        waybill_weight: wrong.decimal("papers.waybill_weight", &message.waybill_weight),
        exit_code: message.exit_code,
        platform: message.platform,
        logistics: message.logistics,
        owner: message.owner,
        destination_port: message.destination_port,
        site: message.site,
        licence: message.licence,
        goods_models: message.goods_models,
        item_names: message.item_names,
        waybill_goods: message.waybill_goods,
    }
}
