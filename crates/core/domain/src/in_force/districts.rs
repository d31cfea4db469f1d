//! The directly subordinate customs in which a pilot runs.

/// 9710 and 9810 from 2020-07-01: Beijing, Tianjin, Nanjing, Hangzhou, Ningbo, Xiamen, Zhengzhou, Guangzhou, Huangpu,
/// Shenzhen.
pub const BUSINESS_EXPORT_FIRST: &[&str] =
    &["0100", "0200", "2300", "2900", "3100", "3700", "4600", "5100", "5200", "5300"];

/// 9710 and 9810 from 2020-09-01: Shanghai, Nanning, Chengdu, Xi'an; as remembered, Fuzhou, Qingdao, Jinan, Wuhan,
/// Changsha, Gongbei, Zhanjiang, Chongqing.
pub const BUSINESS_EXPORT_SECOND: &[&str] =
    &["2200", "3500", "4200", "4300", "4700", "4900", "5700", "6700", "7200", "7900", "8000", "9000"];

/// Returns at another district than that of the export, until 2026-03-31: Beijing, Tianjin, Dalian, Harbin, Shanghai,
/// Nanjing, Hangzhou, Ningbo, Hefei, Fuzhou, Xiamen, Nanchang, Qingdao, Zhengzhou, Changsha, Guangzhou, Huangpu, Shenzhen,
/// Chengdu, Urumqi.
pub const CROSS_DISTRICT_RETURN: &[&str] = &[
    "0100", "0200", "0900", "1900", "2200", "2300", "2900", "3100", "3300", "3500", "3700", "4000", "4200",
    "4600", "4900", "5100", "5200", "5300", "7900", "9400",
];

/// Inspection before loading: Shanghai, Hangzhou, Ningbo, Xiamen, Qingdao, Zhengzhou, Wuhan, Changsha, Guangzhou,
/// Huangpu, Chengdu, Xi'an.
pub const INSPECT_BEFORE_LOADING: &[&str] =
    &["2200", "2900", "3100", "3700", "4200", "4600", "4700", "4900", "5100", "5200", "7900", "9000"];
