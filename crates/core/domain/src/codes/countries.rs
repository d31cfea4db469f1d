//! Countries and regions (国别地区), the numeric generation of codes that CEB messages carry.
//!
//! Source: the older numeric country table of the JGS-20 customs code set, as several public customs programs list it.
//! Customs declaration forms have used ISO alpha-3 codes since 2018-08; `alpha3` maps one generation to the other.
//! It is `None` for a code without an ISO entry of its own (the Canary Islands, "Other Asia", withdrawn states).
//! 143 is named here as the table names it, 台澎金马关税区. 260 (South Sudan) is from memory: unconfirmed. The list in force
//! has 265 rows; which ones are not here was not read.

use super::{CodeTable, Entry, search};
use crate::in_force::Day;

/// One country or region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Numeric code of three digits, and the names.
    pub entry: Entry,
    /// ISO 3166 alpha-3 code, where there is one.
    pub alpha3: Option<&'static str>,
}

/// China, which an export never has as its destination.
pub const CHINA: &str = "142";

/// The country with this numeric code.
pub fn find(code: &str) -> Option<&'static Country> {
    search(KEYS, COUNTRIES, code)
}

/// The country with this ISO alpha-3 code (linear: not for the input path).
pub fn find_alpha3(alpha3: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.alpha3 == Some(alpha3))
}

const fn c(code: &'static str, zh: &'static str, en: &'static str, alpha3: Option<&'static str>) -> Country {
    Country { entry: Entry::known(code, zh, en), alpha3 }
}

const ISO_3166_3: &str = "days: ISO 3166-3 and 3166-1";

impl Country {
    /// The code is from memory.
    const fn unsure(self) -> Country {
        let entry = self.entry.seen("from memory; in no public list");
        Country { entry: Entry { sure: false, ..entry }, ..self }
    }

    const fn since(self, day: Day, source: &'static str) -> Country {
        Country { entry: self.entry.since(day).seen(source), ..self }
    }

    const fn until(self, day: Day, source: &'static str) -> Country {
        Country { entry: self.entry.until(day).seen(source), ..self }
    }

    /// Whether goods can go there. Two rows are values of an origin alone: not known, and not marked.
    #[must_use]
    pub fn is_a_place(&self) -> bool {
        !matches!(self.entry.code, "701" | "999")
    }
}

const ENTRIES: &[Entry] = &super::entries!(COUNTRIES);
const KEYS: &[u128] = &super::keys!(COUNTRIES, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "country",
    zh: "国别地区",
    en: "countries and regions",
    element: "country",
    source: "JGS-20 customs code set, numeric generation used by CEB messages; two public tables agree",
    entries: ENTRIES,
    keys: KEYS,
};

/// All countries and regions, by numeric code.
#[rustfmt::skip]
pub const COUNTRIES: &[Country] = &[
    c("101", "阿富汗", "Afghanistan", Some("AFG")),
    c("102", "巴林", "Bahrain", Some("BHR")),
    c("103", "孟加拉国", "Bangladesh", Some("BGD")),
    c("104", "不丹", "Bhutan", Some("BTN")),
    c("105", "文莱", "Brunei", Some("BRN")),
    c("106", "缅甸", "Myanmar", Some("MMR")),
    c("107", "柬埔寨", "Cambodia", Some("KHM")),
    c("108", "塞浦路斯", "Cyprus", Some("CYP")),
    c("109", "朝鲜", "North Korea", Some("PRK")),
    c("110", "中国香港", "Hong Kong, China", Some("HKG")),
    c("111", "印度", "India", Some("IND")),
    c("112", "印度尼西亚", "Indonesia", Some("IDN")),
    c("113", "伊朗", "Iran", Some("IRN")),
    c("114", "伊拉克", "Iraq", Some("IRQ")),
    c("115", "以色列", "Israel", Some("ISR")),
    c("116", "日本", "Japan", Some("JPN")),
    c("117", "约旦", "Jordan", Some("JOR")),
    c("118", "科威特", "Kuwait", Some("KWT")),
    c("119", "老挝", "Laos", Some("LAO")),
    c("120", "黎巴嫩", "Lebanon", Some("LBN")),
    c("121", "中国澳门", "Macao, China", Some("MAC")),
    c("122", "马来西亚", "Malaysia", Some("MYS")),
    c("123", "马尔代夫", "Maldives", Some("MDV")),
    c("124", "蒙古", "Mongolia", Some("MNG")),
    c("125", "尼泊尔", "Nepal", Some("NPL")),
    c("126", "阿曼", "Oman", Some("OMN")),
    c("127", "巴基斯坦", "Pakistan", Some("PAK")),
    c("128", "巴勒斯坦", "Palestine", Some("PSE")),
    c("129", "菲律宾", "Philippines", Some("PHL")),
    c("130", "卡塔尔", "Qatar", Some("QAT")),
    c("131", "沙特阿拉伯", "Saudi Arabia", Some("SAU")),
    c("132", "新加坡", "Singapore", Some("SGP")),
    c("133", "韩国", "South Korea", Some("KOR")),
    c("134", "斯里兰卡", "Sri Lanka", Some("LKA")),
    c("135", "叙利亚", "Syria", Some("SYR")),
    c("136", "泰国", "Thailand", Some("THA")),
    c("137", "土耳其", "Türkiye", Some("TUR")),
    c("138", "阿联酋", "United Arab Emirates", Some("ARE")),
    c("139", "也门", "Yemen", Some("YEM")),
    c("141", "越南", "Viet Nam", Some("VNM")),
    c("142", "中国", "China", Some("CHN")),
    c("143", "台澎金马关税区", "Separate customs territory of Taiwan, Penghu, Kinmen and Matsu", Some("TWN")),
    c("144", "东帝汶", "Timor-Leste", Some("TLS")),
    c("145", "哈萨克斯坦", "Kazakhstan", Some("KAZ")),
    c("146", "吉尔吉斯斯坦", "Kyrgyzstan", Some("KGZ")),
    c("147", "塔吉克斯坦", "Tajikistan", Some("TJK")),
    c("148", "土库曼斯坦", "Turkmenistan", Some("TKM")),
    c("149", "乌兹别克斯坦", "Uzbekistan", Some("UZB")),
    c("199", "亚洲其他国家(地区)", "Other Asia", None),
    c("201", "阿尔及利亚", "Algeria", Some("DZA")),
    c("202", "安哥拉", "Angola", Some("AGO")),
    c("203", "贝宁", "Benin", Some("BEN")),
    c("204", "博茨瓦纳", "Botswana", Some("BWA")),
    c("205", "布隆迪", "Burundi", Some("BDI")),
    c("206", "喀麦隆", "Cameroon", Some("CMR")),
    c("207", "加那利群岛", "Canary Islands", None),
    c("208", "佛得角", "Cabo Verde", Some("CPV")),
    c("209", "中非", "Central African Republic", Some("CAF")),
    c("210", "塞卜泰(休达)", "Ceuta", None),
    c("211", "乍得", "Chad", Some("TCD")),
    c("212", "科摩罗", "Comoros", Some("COM")),
    c("213", "刚果(布)", "Congo", Some("COG")),
    c("214", "吉布提", "Djibouti", Some("DJI")),
    c("215", "埃及", "Egypt", Some("EGY")),
    c("216", "赤道几内亚", "Equatorial Guinea", Some("GNQ")),
    c("217", "埃塞俄比亚", "Ethiopia", Some("ETH")),
    c("218", "加蓬", "Gabon", Some("GAB")),
    c("219", "冈比亚", "Gambia", Some("GMB")),
    c("220", "加纳", "Ghana", Some("GHA")),
    c("221", "几内亚", "Guinea", Some("GIN")),
    c("222", "几内亚比绍", "Guinea-Bissau", Some("GNB")),
    c("223", "科特迪瓦", "Côte d'Ivoire", Some("CIV")),
    c("224", "肯尼亚", "Kenya", Some("KEN")),
    c("225", "利比里亚", "Liberia", Some("LBR")),
    c("226", "利比亚", "Libya", Some("LBY")),
    c("227", "马达加斯加", "Madagascar", Some("MDG")),
    c("228", "马拉维", "Malawi", Some("MWI")),
    c("229", "马里", "Mali", Some("MLI")),
    c("230", "毛里塔尼亚", "Mauritania", Some("MRT")),
    c("231", "毛里求斯", "Mauritius", Some("MUS")),
    c("232", "摩洛哥", "Morocco", Some("MAR")),
    c("233", "莫桑比克", "Mozambique", Some("MOZ")),
    c("234", "纳米比亚", "Namibia", Some("NAM")),
    c("235", "尼日尔", "Niger", Some("NER")),
    c("236", "尼日利亚", "Nigeria", Some("NGA")),
    c("237", "留尼汪", "Réunion", Some("REU")),
    c("238", "卢旺达", "Rwanda", Some("RWA")),
    c("239", "圣多美和普林西比", "São Tomé and Príncipe", Some("STP")),
    c("240", "塞内加尔", "Senegal", Some("SEN")),
    c("241", "塞舌尔", "Seychelles", Some("SYC")),
    c("242", "塞拉利昂", "Sierra Leone", Some("SLE")),
    c("243", "索马里", "Somalia", Some("SOM")),
    c("244", "南非", "South Africa", Some("ZAF")),
    c("245", "西撒哈拉", "Western Sahara", Some("ESH")),
    c("246", "苏丹", "Sudan", Some("SDN")),
    c("247", "坦桑尼亚", "Tanzania", Some("TZA")),
    c("248", "多哥", "Togo", Some("TGO")),
    c("249", "突尼斯", "Tunisia", Some("TUN")),
    c("250", "乌干达", "Uganda", Some("UGA")),
    c("251", "布基纳法索", "Burkina Faso", Some("BFA")),
    c("252", "刚果(金)", "DR Congo", Some("COD")),
    c("253", "赞比亚", "Zambia", Some("ZMB")),
    c("254", "津巴布韦", "Zimbabwe", Some("ZWE")),
    c("255", "莱索托", "Lesotho", Some("LSO")),
    c("256", "梅利利亚", "Melilla", None),
    c("257", "斯威士兰", "Eswatini", Some("SWZ")),
    c("258", "厄立特里亚", "Eritrea", Some("ERI")),
    c("259", "马约特", "Mayotte", Some("MYT")),
    c("260", "南苏丹", "South Sudan", Some("SSD")).unsure(),
    c("299", "非洲其他国家(地区)", "Other Africa", None),
    c("301", "比利时", "Belgium", Some("BEL")),
    c("302", "丹麦", "Denmark", Some("DNK")),
    c("303", "英国", "United Kingdom", Some("GBR")),
    c("304", "德国", "Germany", Some("DEU")),
    c("305", "法国", "France", Some("FRA")),
    c("306", "爱尔兰", "Ireland", Some("IRL")),
    c("307", "意大利", "Italy", Some("ITA")),
    c("308", "卢森堡", "Luxembourg", Some("LUX")),
    c("309", "荷兰", "Netherlands", Some("NLD")),
    c("310", "希腊", "Greece", Some("GRC")),
    c("311", "葡萄牙", "Portugal", Some("PRT")),
    c("312", "西班牙", "Spain", Some("ESP")),
    c("313", "阿尔巴尼亚", "Albania", Some("ALB")),
    c("314", "安道尔", "Andorra", Some("AND")),
    c("315", "奥地利", "Austria", Some("AUT")),
    c("316", "保加利亚", "Bulgaria", Some("BGR")),
    c("318", "芬兰", "Finland", Some("FIN")),
    c("320", "直布罗陀", "Gibraltar", Some("GIB")),
    c("321", "匈牙利", "Hungary", Some("HUN")),
    c("322", "冰岛", "Iceland", Some("ISL")),
    c("323", "列支敦士登", "Liechtenstein", Some("LIE")),
    c("324", "马耳他", "Malta", Some("MLT")),
    c("325", "摩纳哥", "Monaco", Some("MCO")),
    c("326", "挪威", "Norway", Some("NOR")),
    c("327", "波兰", "Poland", Some("POL")),
    c("328", "罗马尼亚", "Romania", Some("ROU")),
    c("329", "圣马力诺", "San Marino", Some("SMR")),
    c("330", "瑞典", "Sweden", Some("SWE")),
    c("331", "瑞士", "Switzerland", Some("CHE")),
    c("334", "爱沙尼亚", "Estonia", Some("EST")),
    c("335", "拉脱维亚", "Latvia", Some("LVA")),
    c("336", "立陶宛", "Lithuania", Some("LTU")),
    c("337", "格鲁吉亚", "Georgia", Some("GEO")),
    c("338", "亚美尼亚", "Armenia", Some("ARM")),
    c("339", "阿塞拜疆", "Azerbaijan", Some("AZE")),
    c("340", "白俄罗斯", "Belarus", Some("BLR")),
    c("343", "摩尔多瓦", "Moldova", Some("MDA")),
    c("344", "俄罗斯", "Russia", Some("RUS")),
    c("347", "乌克兰", "Ukraine", Some("UKR")),
    c("349", "塞尔维亚和黑山", "Serbia and Montenegro (until 2006)", None).until((2006, 6, 4), ISO_3166_3),
    c("350", "斯洛文尼亚", "Slovenia", Some("SVN")),
    c("351", "克罗地亚", "Croatia", Some("HRV")),
    c("352", "捷克", "Czechia", Some("CZE")),
    c("353", "斯洛伐克", "Slovakia", Some("SVK")),
    c("354", "北马其顿", "North Macedonia", Some("MKD")),
    c("355", "波黑", "Bosnia and Herzegovina", Some("BIH")),
    c("356", "梵蒂冈", "Holy See", Some("VAT")),
    c("357", "法罗群岛", "Faroe Islands", Some("FRO")),
    c("358", "塞尔维亚", "Serbia", Some("SRB")).since((2006, 6, 5), ISO_3166_3),
    c("359", "黑山", "Montenegro", Some("MNE")).since((2006, 6, 3), ISO_3166_3),
    c("399", "欧洲其他国家(地区)", "Other Europe", None),
    c("401", "安提瓜和巴布达", "Antigua and Barbuda", Some("ATG")),
    c("402", "阿根廷", "Argentina", Some("ARG")),
    c("403", "阿鲁巴", "Aruba", Some("ABW")),
    c("404", "巴哈马", "Bahamas", Some("BHS")),
    c("405", "巴巴多斯", "Barbados", Some("BRB")),
    c("406", "伯利兹", "Belize", Some("BLZ")),
    c("408", "玻利维亚", "Bolivia", Some("BOL")),
    c("409", "博内尔", "Bonaire", None),
    c("410", "巴西", "Brazil", Some("BRA")),
    c("411", "开曼群岛", "Cayman Islands", Some("CYM")),
    c("412", "智利", "Chile", Some("CHL")),
    c("413", "哥伦比亚", "Colombia", Some("COL")),
    c("414", "多米尼克", "Dominica", Some("DMA")),
    c("415", "哥斯达黎加", "Costa Rica", Some("CRI")),
    c("416", "古巴", "Cuba", Some("CUB")),
    c("417", "库拉索", "Curaçao", Some("CUW")),
    c("418", "多米尼加", "Dominican Republic", Some("DOM")),
    c("419", "厄瓜多尔", "Ecuador", Some("ECU")),
    c("420", "法属圭亚那", "French Guiana", Some("GUF")),
    c("421", "格林纳达", "Grenada", Some("GRD")),
    c("422", "瓜德罗普", "Guadeloupe", Some("GLP")),
    c("423", "危地马拉", "Guatemala", Some("GTM")),
    c("424", "圭亚那", "Guyana", Some("GUY")),
    c("425", "海地", "Haiti", Some("HTI")),
    c("426", "洪都拉斯", "Honduras", Some("HND")),
    c("427", "牙买加", "Jamaica", Some("JAM")),
    c("428", "马提尼克", "Martinique", Some("MTQ")),
    c("429", "墨西哥", "Mexico", Some("MEX")),
    c("430", "蒙特塞拉特", "Montserrat", Some("MSR")),
    c("431", "尼加拉瓜", "Nicaragua", Some("NIC")),
    c("432", "巴拿马", "Panama", Some("PAN")),
    c("433", "巴拉圭", "Paraguay", Some("PRY")),
    c("434", "秘鲁", "Peru", Some("PER")),
    c("435", "波多黎各", "Puerto Rico", Some("PRI")),
    c("436", "萨巴", "Saba", None),
    c("437", "圣卢西亚", "Saint Lucia", Some("LCA")),
    c("438", "圣马丁岛", "Saint Martin", None),
    c("439", "圣文森特和格林纳丁斯", "Saint Vincent and the Grenadines", Some("VCT")),
    c("440", "萨尔瓦多", "El Salvador", Some("SLV")),
    c("441", "苏里南", "Suriname", Some("SUR")),
    c("442", "特立尼达和多巴哥", "Trinidad and Tobago", Some("TTO")),
    c("443", "特克斯和凯科斯群岛", "Turks and Caicos Islands", Some("TCA")),
    c("444", "乌拉圭", "Uruguay", Some("URY")),
    c("445", "委内瑞拉", "Venezuela", Some("VEN")),
    c("446", "英属维尔京群岛", "British Virgin Islands", Some("VGB")),
    c("447", "圣基茨和尼维斯", "Saint Kitts and Nevis", Some("KNA")),
    c("448", "圣皮埃尔和密克隆", "Saint Pierre and Miquelon", Some("SPM")),
    c("449", "荷属安的列斯", "Netherlands Antilles (until 2010)", None).until((2010, 10, 9), ISO_3166_3),
    c("499", "拉丁美洲其他国家(地区)", "Other Latin America", None),
    c("501", "加拿大", "Canada", Some("CAN")),
    c("502", "美国", "United States", Some("USA")),
    c("503", "格陵兰", "Greenland", Some("GRL")),
    c("504", "百慕大", "Bermuda", Some("BMU")),
    c("599", "北美洲其他国家(地区)", "Other North America", None),
    c("601", "澳大利亚", "Australia", Some("AUS")),
    c("602", "库克群岛", "Cook Islands", Some("COK")),
    c("603", "斐济", "Fiji", Some("FJI")),
    c("604", "盖比群岛", "Gambier Islands", None),
    c("605", "马克萨斯群岛", "Marquesas Islands", None),
    c("606", "瑙鲁", "Nauru", Some("NRU")),
    c("607", "新喀里多尼亚", "New Caledonia", Some("NCL")),
    c("608", "瓦努阿图", "Vanuatu", Some("VUT")),
    c("609", "新西兰", "New Zealand", Some("NZL")),
    c("610", "诺福克岛", "Norfolk Island", Some("NFK")),
    c("611", "巴布亚新几内亚", "Papua New Guinea", Some("PNG")),
    c("612", "社会群岛", "Society Islands", None),
    c("613", "所罗门群岛", "Solomon Islands", Some("SLB")),
    c("614", "汤加", "Tonga", Some("TON")),
    c("615", "土阿莫土群岛", "Tuamotu Islands", None),
    c("616", "土布艾群岛", "Tubuai Islands", None),
    c("617", "萨摩亚", "Samoa", Some("WSM")),
    c("618", "基里巴斯", "Kiribati", Some("KIR")),
    c("619", "图瓦卢", "Tuvalu", Some("TUV")),
    c("620", "密克罗尼西亚联邦", "Micronesia", Some("FSM")),
    c("621", "马绍尔群岛", "Marshall Islands", Some("MHL")),
    c("622", "帕劳", "Palau", Some("PLW")),
    c("623", "法属波利尼西亚", "French Polynesia", Some("PYF")),
    c("625", "瓦利斯和富图纳", "Wallis and Futuna", Some("WLF")),
    c("699", "大洋洲其他国家(地区)", "Other Oceania", None),
    c("701", "国(地)别不详", "Country or region not specified", None),
    c("702", "联合国及国际组织", "United Nations and international organisations", None),
    c("999", "中性包装原产国别", "Neutral packing, origin not marked", None),
];
