//! Customs districts (关区): the 42 directly subordinate customs and those below them that are known.
//!
//! Source: the customs district list JGS/T 18, first level complete. 3300, 4300 and 9600 were seen in no public program:
//! `entry.sure` is false there. The second level has about 700 codes and no complete public list; the ones
//! here were seen in public programs and CEB material, and where only the code was seen the name says whom it is under.
//! Therefore a four-digit code is accepted when it is listed or when its first two digits are those of a
//! directly subordinate customs: see [`known`]. `0000`, the General Administration, is not a place to declare.

use super::entry::{known as sure, unsure};
use super::{CodeTable, Coded, Entry, search};

/// One customs office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomsDistrict {
    /// Four digits, and the names.
    pub entry: Entry,
    /// The directly subordinate customs above it; `None` if it is one itself.
    pub parent: Option<&'static str>,
}

impl Coded for CustomsDistrict {
    fn code(&self) -> &'static str {
        self.entry.code
    }
}

/// How well a customs code is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// The code is in the table.
    Exact(&'static CustomsDistrict),
    /// Only the directly subordinate customs of its first two digits is known.
    Regional(&'static CustomsDistrict),
    /// Neither: not a customs code.
    No,
}

impl Known {
    /// Whether a message may carry the code.
    pub const fn is_accepted(self) -> bool {
        !matches!(self, Known::No)
    }

    /// The directly subordinate customs.
    pub fn regional(self) -> Option<&'static CustomsDistrict> {
        match self {
            Known::Exact(district) => match district.parent {
                Some(parent) => find(parent),
                None => Some(district),
            },
            Known::Regional(district) => Some(district),
            Known::No => None,
        }
    }
}

/// How well this customs code is known.
pub fn known(code: &str) -> Known {
    if let Some(district) = find(code) {
        return Known::Exact(district);
    }
    match code.as_bytes() {
        [a, b, c, d] if c.is_ascii_digit() && d.is_ascii_digit() => {
            let regional = [*a, *b, b'0', b'0'];
            let district = core::str::from_utf8(&regional).ok().and_then(find);
            district.map_or(Known::No, Known::Regional)
        }
        _ => Known::No,
    }
}

/// The customs office with this code, if it is in the table.
pub fn find(code: &str) -> Option<&'static CustomsDistrict> {
    search(CUSTOMS_DISTRICTS, code)
}

/// The directly subordinate customs.
pub fn regional() -> impl Iterator<Item = &'static CustomsDistrict> {
    CUSTOMS_DISTRICTS.iter().filter(|district| district.parent.is_none())
}

const fn d(entry: Entry, parent: Option<&'static str>) -> CustomsDistrict {
    CustomsDistrict { entry, parent }
}

const ENTRIES: &[Entry] = &super::entries!(CUSTOMS_DISTRICTS);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "customs-district",
    zh: "关区",
    en: "customs districts",
    element: "customsCode, portCode",
    source: "JGS/T 18 customs districts; second level incomplete",
    entries: ENTRIES,
};

/// All customs offices known, by code.
#[rustfmt::skip]
pub const CUSTOMS_DISTRICTS: &[CustomsDistrict] = &[
    d(sure("0100", "北京海关", "Beijing Customs"), None),
    d(sure("0200", "天津海关", "Tianjin Customs"), None),
    d(sure("0201", "天津海关", "Tianjin"), Some("0200")),
    d(sure("0202", "新港海关", "Xingang"), Some("0200")),
    d(sure("0203", "津开发区", "Tianjin Development Area"), Some("0200")),
    d(sure("0204", "东港海关", "Donggang"), Some("0200")),
    d(sure("0205", "津机场办", "Tianjin Airport"), Some("0200")),
    d(sure("0206", "津保税区", "Tianjin Bonded Area"), Some("0200")),
    d(sure("0400", "石家庄海关", "Shijiazhuang Customs"), None),
    d(sure("0500", "太原海关", "Taiyuan Customs"), None),
    d(sure("0600", "满洲里海关", "Manzhouli Customs"), None),
    d(sure("0601", "满洲里关", "Manzhouli"), Some("0600")),
    d(sure("0602", "海拉尔关", "Hailar"), Some("0600")),
    d(sure("0605", "满赤峰关", "Chifeng"), Some("0600")),
    d(sure("0700", "呼和浩特海关", "Hohhot Customs"), None),
    d(sure("0701", "呼和浩特", "Hohhot"), Some("0700")),
    d(sure("0702", "二连海关", "Erenhot"), Some("0700")),
    d(sure("0703", "包头海关", "Baotou"), Some("0700")),
    d(sure("0800", "沈阳海关", "Shenyang Customs"), None),
    d(sure("0900", "大连海关", "Dalian Customs"), None),
    d(unsure("0930", "大连海关隶属", "under Dalian Customs"), Some("0900")),
    d(sure("1500", "长春海关", "Changchun Customs"), None),
    d(unsure("1501", "长春海关隶属", "under Changchun Customs"), Some("1500")),
    d(sure("1900", "哈尔滨海关", "Harbin Customs"), None),
    d(sure("2200", "上海海关", "Shanghai Customs"), None),
    d(sure("2201", "浦江海关", "Pujiang"), Some("2200")),
    d(sure("2202", "吴淞海关", "Wusong"), Some("2200")),
    d(sure("2203", "虹桥机场", "Hongqiao Airport"), Some("2200")),
    d(sure("2204", "经济技术开发区", "Economic and Technological Development Zone"), Some("2200")),
    d(sure("2205", "驻车站办事处", "Railway Station Office"), Some("2200")),
    d(sure("2206", "驻邮局办事处", "Post Office"), Some("2200")),
    d(sure("2209", "龙吴海关", "Longwu"), Some("2200")),
    d(sure("2210", "浦东海关", "Pudong"), Some("2200")),
    d(sure("2212", "奉贤海关", "Fengxian"), Some("2200")),
    d(sure("2213", "莘庄海关", "Xinzhuang"), Some("2200")),
    d(sure("2217", "嘉定海关", "Jiading"), Some("2200")),
    d(sure("2218", "外高桥保税区", "Waigaoqiao Bonded Area"), Some("2200")),
    d(sure("2220", "金山海关", "Jinshan"), Some("2200")),
    d(sure("2221", "松江海关", "Songjiang"), Some("2200")),
    d(sure("2223", "南汇办事处", "Nanhui Office"), Some("2200")),
    d(sure("2224", "崇明办事处", "Chongming Office"), Some("2200")),
    d(sure("2225", "外港海关", "Waigang"), Some("2200")),
    d(sure("2233", "浦东机场", "Pudong Airport"), Some("2200")),
    d(sure("2248", "洋山海关", "Yangshan"), Some("2200")),
    d(sure("2300", "南京海关", "Nanjing Customs"), None),
    d(sure("2900", "杭州海关", "Hangzhou Customs"), None),
    d(sure("2901", "杭州海关", "Hangzhou"), Some("2900")),
    d(unsure("2924", "杭州海关隶属", "under Hangzhou Customs"), Some("2900")),
    d(sure("3100", "宁波海关", "Ningbo Customs"), None),
    d(sure("3105", "甬保税区", "Ningbo Bonded Area"), Some("3100")),
    d(unsure("3300", "合肥海关", "Hefei Customs"), None),
    d(sure("3500", "福州海关", "Fuzhou Customs"), None),
    d(sure("3700", "厦门海关", "Xiamen Customs"), None),
    d(unsure("3713", "厦门海关隶属", "under Xiamen Customs"), Some("3700")),
    d(unsure("3715", "厦门海关隶属", "under Xiamen Customs"), Some("3700")),
    d(sure("4000", "南昌海关", "Nanchang Customs"), None),
    d(sure("4200", "青岛海关", "Qingdao Customs"), None),
    d(unsure("4258", "青岛海关隶属", "under Qingdao Customs"), Some("4200")),
    d(unsure("4300", "济南海关", "Jinan Customs"), None),
    d(sure("4600", "郑州海关", "Zhengzhou Customs"), None),
    d(sure("4700", "武汉海关", "Wuhan Customs"), None),
    d(sure("4712", "武关机场", "Wuhan Airport"), Some("4700")),
    d(sure("4900", "长沙海关", "Changsha Customs"), None),
    d(unsure("4921", "长沙海关隶属", "under Changsha Customs"), Some("4900")),
    d(sure("5100", "广州海关", "Guangzhou Customs"), None),
    d(sure("5141", "广州机场", "Guangzhou Airport"), Some("5100")),
    d(sure("5200", "黄埔海关", "Huangpu Customs"), None),
    d(sure("5204", "东莞海关", "Dongguan"), Some("5200")),
    d(sure("5205", "太平海关", "Taiping"), Some("5200")),
    d(sure("5207", "埔凤岗办", "Fenggang Office"), Some("5200")),
    d(sure("5213", "埔长安办", "Chang'an Office"), Some("5200")),
    d(sure("5216", "埔沙田办", "Shatian Office"), Some("5200")),
    d(sure("5217", "寮步车场", "Liaobu Vehicle Yard"), Some("5200")),
    d(sure("5220", "东莞物流", "Dongguan Logistics"), Some("5200")),
    d(sure("5300", "深圳海关", "Shenzhen Customs"), None),
    d(sure("5301", "皇岗海关", "Huanggang"), Some("5300")),
    d(sure("5302", "罗湖海关", "Luohu"), Some("5300")),
    d(sure("5303", "沙头角关", "Shatoujiao"), Some("5300")),
    d(sure("5304", "蛇口海关", "Shekou"), Some("5300")),
    d(sure("5306", "笋岗海关", "Sungang"), Some("5300")),
    d(unsure("5314", "深圳海关隶属", "under Shenzhen Customs"), Some("5300")),
    d(sure("5316", "大鹏海关", "Dapeng"), Some("5300")),
    d(sure("5317", "深关机场", "Shenzhen Bao'an Airport"), Some("5300")),
    d(sure("5318", "梅林海关", "Meilin"), Some("5300")),
    d(sure("5320", "文锦渡关", "Wenjindu"), Some("5300")),
    d(sure("5321", "福保税关", "Futian Bonded Area"), Some("5300")),
    d(sure("5343", "深盐物流", "Yantian Logistics"), Some("5300")),
    d(sure("5345", "深圳湾关", "Shenzhen Bay"), Some("5300")),
    d(sure("5348", "深关大铲", "Dachan"), Some("5300")),
    d(sure("5349", "前海港区", "Qianhai"), Some("5300")),
    d(sure("5354", "莲塘海关", "Liantang"), Some("5300")),
    d(sure("5700", "拱北海关", "Gongbei Customs"), None),
    d(sure("5795", "横琴海关", "Hengqin"), Some("5700")),
    d(sure("6000", "汕头海关", "Shantou Customs"), None),
    d(sure("6400", "海口海关", "Haikou Customs"), None),
    d(unsure("6409", "海口海关隶属", "under Haikou Customs"), Some("6400")),
    d(sure("6700", "湛江海关", "Zhanjiang Customs"), None),
    d(sure("6800", "江门海关", "Jiangmen Customs"), None),
    d(sure("7200", "南宁海关", "Nanning Customs"), None),
    d(sure("7208", "凭祥海关", "Pingxiang"), Some("7200")),
    d(sure("7900", "成都海关", "Chengdu Customs"), None),
    d(sure("7901", "成都海关", "Chengdu"), Some("7900")),
    d(unsure("7902", "成都海关隶属", "under Chengdu Customs"), Some("7900")),
    d(sure("8000", "重庆海关", "Chongqing Customs"), None),
    d(sure("8300", "贵阳海关", "Guiyang Customs"), None),
    d(sure("8600", "昆明海关", "Kunming Customs"), None),
    d(sure("8800", "拉萨海关", "Lhasa Customs"), None),
    d(sure("9000", "西安海关", "Xi'an Customs"), None),
    d(unsure("9007", "西安海关隶属", "under Xi'an Customs"), Some("9000")),
    d(sure("9400", "乌鲁木齐海关", "Urumqi Customs"), None),
    d(sure("9402", "阿拉山口", "Alashankou"), Some("9400")),
    d(sure("9403", "霍尔果斯", "Khorgos"), Some("9400")),
    d(sure("9404", "喀什海关", "Kashgar"), Some("9400")),
    d(sure("9500", "兰州海关", "Lanzhou Customs"), None),
    d(unsure("9600", "银川海关", "Yinchuan Customs"), None),
    d(sure("9700", "西宁海关", "Xining Customs"), None),
];
