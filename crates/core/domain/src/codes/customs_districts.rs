//! Customs districts (关区): the 42 directly subordinate customs and those below them that are known.
//!
//! Source: the customs district list JGS/T 18, first level complete. The second level has 1,325 codes today and 1,006 in
//! an older public list, of which those here were read; names change with the years. `entry.sure` is false where one
//! program alone has a row; where only the code was seen the name says whom it is under.
//! Therefore a four-digit code is accepted when it is listed or when its first two digits are those of a
//! directly subordinate customs: see [`known`]. `0000`, the General Administration, is not a place to declare.

use super::entry::{known as sure, unsure};
use super::{CodeTable, Entry, search};

/// One customs office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomsDistrict {
    /// Four digits, and the names.
    pub entry: Entry,
    /// The directly subordinate customs above it; `None` if it is one itself.
    pub parent: Option<&'static str>,
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
    search(KEYS, CUSTOMS_DISTRICTS, code)
}

/// The directly subordinate customs.
pub fn regional() -> impl Iterator<Item = &'static CustomsDistrict> {
    CUSTOMS_DISTRICTS.iter().filter(|district| district.parent.is_none())
}

const fn d(entry: Entry, parent: Option<&'static str>) -> CustomsDistrict {
    CustomsDistrict { entry, parent }
}

const ENTRIES: &[Entry] = &super::entries!(CUSTOMS_DISTRICTS);
const KEYS: &[u128] = &super::keys!(CUSTOMS_DISTRICTS, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "customs-district",
    zh: "关区",
    en: "customs districts",
    element: "customsCode, portCode",
    source: "JGS/T 18 customs districts; second level incomplete (1,325 codes in force)",
    entries: ENTRIES,
    keys: KEYS,
};

/// What the rows rest on.
const JGST18: &str = "JGS/T 18, first level; public programs agree";
const HANDBOOK: &str = "trade handbook 报关常用代码 (360docs.net); an older state";
const HANDBOOK_AND_2026: &str = "trade handbook 报关常用代码 (360docs.net); 9810cn.cn of 2026-01";
const LIST: &str = "365area.com/customs, 1,006 codes; an older state";
const LIST_AND_2026: &str = "365area.com/customs; 9810cn.cn of 2026-01";
const OF_2026: &str = "9810cn.cn of 2026-01";
const ONE_PROGRAM: &str = "one public program";
const TWO_PROGRAMS: &str = "two public programs that agree";
const MATERIAL: &str = "seen in CEB material, without a name";
const SAMPLES: &str = "official samples of 202205, without a name";
const BY_ORDER: &str = "from memory; programs list it in this place";

/// All customs offices known, by code.
#[rustfmt::skip]
pub const CUSTOMS_DISTRICTS: &[CustomsDistrict] = &[
    d(sure("0100", "北京海关", "Beijing Customs").seen(HANDBOOK_AND_2026), None),
    d(sure("0101", "京机场关", "Beijing Airport").seen(OF_2026), Some("0100")),
    d(sure("0102", "京监管处", "").seen(HANDBOOK), Some("0100")),
    d(sure("0103", "京关展览", "").seen(HANDBOOK), Some("0100")),
    d(sure("0104", "京关保税", "").seen(HANDBOOK), Some("0100")),
    d(sure("0105", "京涉外处", "").seen(HANDBOOK), Some("0100")),
    d(sure("0106", "京关关税", "").seen(HANDBOOK), Some("0100")),
    d(sure("0107", "机场库区", "").seen(HANDBOOK), Some("0100")),
    d(sure("0109", "机场旅检", "").seen(HANDBOOK), Some("0100")),
    d(sure("0110", "平谷海关", "").seen(HANDBOOK), Some("0100")),
    d(sure("0111", "京五里店", "").seen(HANDBOOK), Some("0100")),
    d(sure("0112", "京邮办处", "").seen(HANDBOOK), Some("0100")),
    d(sure("0113", "京中关村", "").seen(HANDBOOK), Some("0100")),
    d(sure("0114", "京国际局", "").seen(HANDBOOK), Some("0100")),
    d(sure("0115", "京东郊站", "").seen(HANDBOOK), Some("0100")),
    d(sure("0116", "机场货二", "").seen(HANDBOOK), Some("0100")),
    d(sure("0117", "京开发区", "").seen(HANDBOOK), Some("0100")),
    d(sure("0118", "十八里店", "").seen(HANDBOOK), Some("0100")),
    d(sure("0119", "旅检征税", "").seen(HANDBOOK), Some("0100")),
    d(sure("0200", "天津海关", "Tianjin Customs").seen(HANDBOOK_AND_2026), None),
    d(sure("0201", "天津海关", "Tianjin").seen(HANDBOOK), Some("0200")),
    d(sure("0202", "新港海关", "Xingang").seen(HANDBOOK), Some("0200")),
    d(sure("0203", "津开发区", "Tianjin Development Area").seen(HANDBOOK), Some("0200")),
    d(sure("0204", "东港海关", "Donggang").seen(HANDBOOK), Some("0200")),
    d(sure("0205", "津塘沽办", "Tanggu Office").seen(HANDBOOK), Some("0200")),
    d(sure("0206", "津驻邮办", "Post Office, Tianjin").seen(HANDBOOK), Some("0200")),
    d(sure("0207", "津机场办", "Tianjin Airport").seen(HANDBOOK), Some("0200")),
    d(sure("0208", "津保税区", "Tianjin Bonded Area").seen(HANDBOOK), Some("0200")),
    d(sure("0209", "蓟县海关", "").seen(HANDBOOK), Some("0200")),
    d(sure("0210", "武清海关", "").seen(HANDBOOK), Some("0200")),
    d(sure("0400", "石家庄海关", "Shijiazhuang Customs").seen(HANDBOOK_AND_2026), None),
    d(sure("0401", "石家庄关", "").seen(HANDBOOK), Some("0400")),
    d(sure("0402", "秦皇岛关", "").seen(HANDBOOK), Some("0400")),
    d(sure("0403", "唐山海关", "").seen(HANDBOOK), Some("0400")),
    d(sure("0500", "太原海关", "Taiyuan Customs").seen(OF_2026), None),
    d(sure("0600", "满洲里海关", "Manzhouli Customs").seen(OF_2026), None),
    d(unsure("0601", "满洲里关", "Manzhouli").seen(ONE_PROGRAM), Some("0600")),
    d(unsure("0602", "海拉尔关", "Hailar").seen(ONE_PROGRAM), Some("0600")),
    d(unsure("0605", "满赤峰关", "Chifeng").seen(ONE_PROGRAM), Some("0600")),
    d(sure("0700", "呼和浩特海关", "Hohhot Customs").seen(OF_2026), None),
    d(unsure("0701", "呼和浩特", "Hohhot").seen(ONE_PROGRAM), Some("0700")),
    d(unsure("0702", "二连海关", "Erenhot").seen(ONE_PROGRAM), Some("0700")),
    d(unsure("0703", "包头海关", "Baotou").seen(ONE_PROGRAM), Some("0700")),
    d(sure("0800", "沈阳海关", "Shenyang Customs").seen(OF_2026), None),
    d(sure("0801", "沈阳海关", "").seen(LIST), Some("0800")),
    d(sure("0802", "锦州海关", "").seen(LIST), Some("0800")),
    d(sure("0803", "沈驻邮办", "").seen(LIST), Some("0800")),
    d(sure("0804", "沈驻抚顺", "").seen(LIST), Some("0800")),
    d(sure("0805", "沈开发区", "").seen(LIST), Some("0800")),
    d(sure("0806", "沈驻辽阳", "").seen(LIST), Some("0800")),
    d(sure("0807", "沈机场办", "Shenyang Airport").seen(LIST), Some("0800")),
    d(sure("0808", "沈综保区", "").seen(LIST), Some("0800")),
    d(sure("0809", "沈快件", "").seen(LIST), Some("0800")),
    d(sure("0810", "葫芦岛关", "").seen(LIST), Some("0800")),
    d(sure("0811", "辽沈加区", "").seen(LIST), Some("0800")),
    d(sure("0812", "沈张出加", "").seen(LIST), Some("0800")),
    d(sure("0813", "沈阳物流", "").seen(LIST), Some("0800")),
    d(sure("0900", "大连海关", "Dalian Customs").seen(LIST_AND_2026), None),
    d(sure("0901", "大连港湾", "").seen(LIST), Some("0900")),
    d(sure("0902", "大连机场", "Dalian Airport").seen(LIST), Some("0900")),
    d(sure("0903", "连开发区", "").seen(LIST), Some("0900")),
    d(sure("0904", "连加工区", "").seen(LIST), Some("0900")),
    d(sure("0905", "窑北良办", "").seen(LIST), Some("0900")),
    d(sure("0906", "连保税区", "").seen(LIST), Some("0900")),
    d(unsure("0930", "大连海关隶属", "under Dalian Customs").seen(MATERIAL), Some("0900")),
    d(sure("1500", "长春海关", "Changchun Customs").seen(OF_2026), None),
    d(sure("1501", "长春海关隶属", "under Changchun Customs").seen(SAMPLES), Some("1500")),
    d(sure("1900", "哈尔滨海关", "Harbin Customs").seen(OF_2026), None),
    d(sure("2200", "上海海关", "Shanghai Customs").seen(JGST18), None),
    d(unsure("2201", "浦江海关", "Pujiang").seen(ONE_PROGRAM), Some("2200")),
    d(sure("2202", "吴淞海关", "Wusong").seen(TWO_PROGRAMS), Some("2200")),
    d(sure("2203", "沪机场关", "Hongqiao Airport").seen(TWO_PROGRAMS), Some("2200")),
    d(unsure("2204", "经济技术开发区", "Economic and Technological Development Zone").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2205", "驻车站办事处", "Railway Station Office").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2206", "驻邮局办事处", "Post Office").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2208", "宝山海关", "").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2209", "龙吴海关", "Longwu").seen(ONE_PROGRAM), Some("2200")),
    d(sure("2210", "浦东海关", "Pudong").seen(TWO_PROGRAMS), Some("2200")),
    d(unsure("2212", "奉贤海关", "Fengxian").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2213", "莘庄海关", "Xinzhuang").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2216", "浦机综保", "").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2217", "嘉定海关", "Jiading").seen(ONE_PROGRAM), Some("2200")),
    d(sure("2218", "外高桥关", "Waigaoqiao Bonded Area").seen(TWO_PROGRAMS), Some("2200")),
    d(unsure("2220", "金山海关", "Jinshan").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2221", "松江海关", "Songjiang").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2223", "南汇办事处", "Nanhui Office").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2224", "崇明办事处", "Chongming Office").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2225", "外港海关", "Waigang").seen(ONE_PROGRAM), Some("2200")),
    d(unsure("2233", "浦东机场", "Pudong Airport").seen(ONE_PROGRAM), Some("2200")),
    d(sure("2240", "漕河泾加", "").seen(LIST), Some("2200")),
    d(sure("2241", "沪业一处", "").seen(LIST), Some("2200")),
    d(sure("2242", "沪业二处", "").seen(LIST), Some("2200")),
    d(sure("2243", "沪业三处", "").seen(LIST), Some("2200")),
    d(sure("2244", "上海快件", "Shanghai Express").seen(LIST), Some("2200")),
    d(sure("2245", "沪金桥办", "").seen(LIST), Some("2200")),
    d(sure("2246", "保税物流", "").seen(LIST), Some("2200")),
    d(sure("2247", "沪化工区", "").seen(LIST), Some("2200")),
    d(sure("2248", "洋山港区", "Yangshan Port").seen(LIST), Some("2200")),
    d(sure("2249", "洋山保税", "Yangshan Bonded Area").seen(LIST), Some("2200")),
    d(sure("2300", "南京海关", "Nanjing Customs").seen(JGST18), None),
    d(sure("2900", "杭州海关", "Hangzhou Customs").seen(JGST18), None),
    d(unsure("2901", "杭州海关", "Hangzhou").seen(ONE_PROGRAM), Some("2900")),
    d(sure("2921", "义乌海关", "").seen(LIST), Some("2900")),
    d(sure("2922", "金关永办", "").seen(LIST), Some("2900")),
    d(unsure("2924", "杭州海关隶属", "under Hangzhou Customs").seen(MATERIAL), Some("2900")),
    d(sure("2928", "杭关电商", "Hangzhou E-commerce").seen(LIST), Some("2900")),
    d(sure("2931", "温关邮办", "").seen(LIST), Some("2900")),
    d(sure("2932", "温经开关", "").seen(LIST), Some("2900")),
    d(sure("2933", "温关机办", "").seen(LIST), Some("2900")),
    d(sure("2934", "温关鳌办", "").seen(LIST), Some("2900")),
    d(sure("2935", "温关瑞办", "").seen(LIST), Some("2900")),
    d(sure("2936", "温关乐办", "").seen(LIST), Some("2900")),
    d(sure("2941", "舟关嵊办", "").seen(LIST), Some("2900")),
    d(sure("2942", "舟关金塘", "").seen(LIST), Some("2900")),
    d(sure("2943", "舟关综保", "").seen(LIST), Some("2900")),
    d(sure("2951", "台关临办", "").seen(LIST), Some("2900")),
    d(sure("2952", "台关温办", "").seen(LIST), Some("2900")),
    d(sure("2953", "台关玉办", "").seen(LIST), Some("2900")),
    d(sure("2961", "绍关虞办", "").seen(LIST), Some("2900")),
    d(sure("2962", "绍关诸办", "").seen(LIST), Some("2900")),
    d(sure("2963", "绍关新办", "").seen(LIST), Some("2900")),
    d(sure("2981", "嘉关乍办", "").seen(LIST), Some("2900")),
    d(sure("2982", "嘉关善办", "").seen(LIST), Some("2900")),
    d(sure("3100", "宁波海关", "Ningbo Customs").seen(JGST18), None),
    d(unsure("3105", "甬保税区", "Ningbo Bonded Area").seen(ONE_PROGRAM), Some("3100")),
    d(unsure("3300", "合肥海关", "Hefei Customs").seen(BY_ORDER), None),
    d(sure("3500", "福州海关", "Fuzhou Customs").seen(JGST18), None),
    d(sure("3700", "厦门海关", "Xiamen Customs").seen(JGST18), None),
    d(unsure("3713", "厦门海关隶属", "under Xiamen Customs").seen(MATERIAL), Some("3700")),
    d(unsure("3715", "厦门海关隶属", "under Xiamen Customs").seen(MATERIAL), Some("3700")),
    d(sure("4000", "南昌海关", "Nanchang Customs").seen(JGST18), None),
    d(unsure("4019", "南昌综保", "").seen(ONE_PROGRAM), Some("4000")),
    d(unsure("4025", "南昌邮件", "Nanchang Mail").seen(ONE_PROGRAM), Some("4000")),
    d(sure("4200", "青岛海关", "Qingdao Customs").seen(JGST18), None),
    d(sure("4238", "威海快件", "").seen(LIST), Some("4200")),
    d(sure("4239", "潍诸城办", "").seen(LIST), Some("4200")),
    d(sure("4240", "青关快件", "Qingdao Express").seen(LIST), Some("4200")),
    d(sure("4241", "烟加工区", "").seen(LIST), Some("4200")),
    d(sure("4242", "威加工区", "").seen(LIST), Some("4200")),
    d(sure("4243", "济曲阜办", "").seen(LIST), Some("4200")),
    d(sure("4244", "青滨州办", "").seen(LIST), Some("4200")),
    d(sure("4245", "烟台邮办", "").seen(LIST), Some("4200")),
    d(sure("4246", "青加工区", "").seen(LIST), Some("4200")),
    d(sure("4247", "威机场办", "").seen(LIST), Some("4200")),
    d(sure("4248", "青莱芜办", "").seen(LIST), Some("4200")),
    d(sure("4249", "潍加工区", "").seen(LIST), Some("4200")),
    d(sure("4250", "青西加区", "").seen(LIST), Some("4200")),
    d(sure("4251", "淄博物流", "").seen(LIST), Some("4200")),
    d(sure("4253", "日照物流", "").seen(LIST), Some("4200")),
    d(sure("4254", "青岛物流", "").seen(LIST), Some("4200")),
    d(sure("4255", "潍寿光办", "").seen(LIST), Some("4200")),
    d(sure("4258", "青保税港", "Qianwan Bonded Port, Qingdao").seen(LIST), Some("4200")),
    d(sure("4300", "济南海关", "Jinan Customs").seen(LIST), None),
    d(sure("4301", "现场业务", "").seen(LIST), Some("4300")),
    d(sure("4600", "郑州海关", "Zhengzhou Customs").seen(JGST18), None),
    d(sure("4700", "武汉海关", "Wuhan Customs").seen(JGST18), None),
    d(unsure("4712", "武关机场", "Wuhan Airport").seen(ONE_PROGRAM), Some("4700")),
    d(unsure("4713", "武汉海关快件监管中心", "Wuhan Express").seen(ONE_PROGRAM), Some("4700")),
    d(sure("4900", "长沙海关", "Changsha Customs").seen(JGST18), None),
    d(unsure("4908", "长沙黄花机场海关", "Changsha Airport").seen(ONE_PROGRAM), Some("4900")),
    d(unsure("4921", "长沙海关隶属", "under Changsha Customs").seen(MATERIAL), Some("4900")),
    d(sure("5100", "广州海关", "Guangzhou Customs").seen(JGST18), None),
    d(unsure("5133", "罗岗关区", "").seen(ONE_PROGRAM), Some("5100")),
    d(sure("5141", "广州机场", "Guangzhou Airport").seen(TWO_PROGRAMS), Some("5100")),
    d(sure("5200", "黄埔海关", "Huangpu Customs").seen(JGST18), None),
    d(unsure("5204", "东莞海关", "Dongguan").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5205", "太平海关", "Taiping").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5207", "埔凤岗办", "Fenggang Office").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5208", "黄埔关区", "").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5213", "埔长安办", "Chang'an Office").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5216", "埔沙田办", "Shatian Office").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5217", "寮步车场", "Liaobu Vehicle Yard").seen(ONE_PROGRAM), Some("5200")),
    d(unsure("5220", "东莞物流", "Dongguan Logistics").seen(ONE_PROGRAM), Some("5200")),
    d(sure("5300", "深圳海关", "Shenzhen Customs").seen(JGST18), None),
    d(sure("5301", "皇岗海关", "Huanggang").seen(TWO_PROGRAMS), Some("5300")),
    d(unsure("5302", "罗湖海关", "Luohu").seen(ONE_PROGRAM), Some("5300")),
    d(unsure("5303", "沙头角关", "Shatoujiao").seen(ONE_PROGRAM), Some("5300")),
    d(unsure("5304", "蛇口海关", "Shekou").seen(ONE_PROGRAM), Some("5300")),
    d(unsure("5306", "笋岗海关", "Sungang").seen(ONE_PROGRAM), Some("5300")),
    d(sure("5314", "深关邮办", "Shenzhen Post Office").seen(TWO_PROGRAMS), Some("5300")),
    d(sure("5316", "大鹏海关", "Dapeng").seen(TWO_PROGRAMS), Some("5300")),
    d(sure("5317", "深关机场", "Shenzhen Bao'an Airport").seen(TWO_PROGRAMS), Some("5300")),
    d(unsure("5318", "梅林海关", "Meilin").seen(ONE_PROGRAM), Some("5300")),
    d(sure("5320", "文锦渡关", "Wenjindu").seen(TWO_PROGRAMS), Some("5300")),
    d(sure("5321", "福保税关", "Futian Bonded Area").seen(TWO_PROGRAMS), Some("5300")),
    d(unsure("5326", "深数统处", "").seen(ONE_PROGRAM), Some("5300")),
    d(unsure("5343", "深盐物流", "Yantian Logistics").seen(ONE_PROGRAM), Some("5300")),
    d(sure("5345", "深圳湾关", "Shenzhen Bay").seen(TWO_PROGRAMS), Some("5300")),
    d(unsure("5348", "深关大铲", "Dachan").seen(ONE_PROGRAM), Some("5300")),
    d(sure("5349", "前海港区", "Qianhai").seen(TWO_PROGRAMS), Some("5300")),
    d(unsure("5354", "莲塘海关", "Liantang").seen(ONE_PROGRAM), Some("5300")),
    d(sure("5700", "拱北海关", "Gongbei Customs").seen(JGST18), None),
    d(unsure("5795", "横琴海关", "Hengqin").seen(ONE_PROGRAM), Some("5700")),
    d(sure("6000", "汕头海关", "Shantou Customs").seen(JGST18), None),
    d(sure("6400", "海口海关", "Haikou Customs").seen(JGST18), None),
    d(unsure("6409", "海口海关隶属", "under Haikou Customs").seen(MATERIAL), Some("6400")),
    d(sure("6700", "湛江海关", "Zhanjiang Customs").seen(JGST18), None),
    d(sure("6800", "江门海关", "Jiangmen Customs").seen(JGST18), None),
    d(sure("7200", "南宁海关", "Nanning Customs").seen(JGST18), None),
    d(unsure("7208", "凭祥海关", "Pingxiang").seen(ONE_PROGRAM), Some("7200")),
    d(unsure("7220", "友谊关", "").seen(ONE_PROGRAM), Some("7200")),
    d(sure("7900", "成都海关", "Chengdu Customs").seen(JGST18), None),
    d(unsure("7901", "成都海关", "Chengdu").seen(ONE_PROGRAM), Some("7900")),
    d(unsure("7902", "成都海关隶属", "under Chengdu Customs").seen(MATERIAL), Some("7900")),
    d(sure("8000", "重庆海关", "Chongqing Customs").seen(JGST18), None),
    d(sure("8300", "贵阳海关", "Guiyang Customs").seen(JGST18), None),
    d(sure("8600", "昆明海关", "Kunming Customs").seen(JGST18), None),
    d(sure("8800", "拉萨海关", "Lhasa Customs").seen(JGST18), None),
    d(sure("9000", "西安海关", "Xi'an Customs").seen(JGST18), None),
    d(unsure("9007", "西安海关隶属", "under Xi'an Customs").seen(MATERIAL), Some("9000")),
    d(sure("9400", "乌鲁木齐海关", "Urumqi Customs").seen(JGST18), None),
    d(unsure("9402", "阿拉山口", "Alashankou").seen(ONE_PROGRAM), Some("9400")),
    d(unsure("9403", "霍尔果斯", "Khorgos").seen(ONE_PROGRAM), Some("9400")),
    d(unsure("9404", "喀什海关", "Kashgar").seen(ONE_PROGRAM), Some("9400")),
    d(sure("9500", "兰州海关", "Lanzhou Customs").seen(JGST18), None),
    d(unsure("9600", "银川海关", "Yinchuan Customs").seen(BY_ORDER), None),
    d(sure("9700", "西宁海关", "Xining Customs").seen(JGST18), None),
];
