//! Comprehensive pilot zones for cross-border e-commerce (跨境电子商务综合试验区).
//!
//! 165 zones were approved in seven batches up to 2022-11; batch 8 added 16 in 2025-04 (Hainan as a whole island, and
//! 15 cities) and revoked 3 (Haikou and Sanya, which the island zone replaces, and Alashankou): 178.
//! Sources: the State Council replies named in [`crate::in_force`]. The names of batches 1 to 4, 6 and 8 were read there or in
//! the press, and so were those of batch 5 and 17 of batch 7; the other 16 are from memory and add up (count, provinces,
//! no repetition). `entry.sure` is false for them, and where the customs district over the city is a guess. A zone has no official code: the code here is
//! its place in this table.

use super::{CodeTable, Entry, search};
use crate::in_force::{self, Day, Provision};

/// One zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// Number of three digits in this table, and the name of the city.
    pub entry: Entry,
    /// Batch of approval, 1 to 8.
    pub batch: u8,
    /// Province, in Chinese.
    pub province: &'static str,
    /// Directly subordinate customs over the city, four digits.
    pub customs_district: &'static str,
    /// What revoked the zone.
    pub revoked: Option<Provision>,
}

impl Zone {
    /// Whether the zone is approved and not revoked on a day.
    pub fn exists_on(&self, day: Day) -> bool {
        batch(self.batch).is_some_and(|batch| batch.provision.is_in_force(day))
            && self.revoked.is_none_or(|provision| !provision.is_in_force(day))
    }
}

/// One batch of approvals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// 1 to 8.
    pub number: u8,
    /// What says when it was approved, and by which document.
    pub provision: Provision,
    /// How many zones it approved.
    pub zones: u16,
}

/// The zone with this number in the table.
pub fn find(number: &str) -> Option<&'static Zone> {
    search(KEYS, ZONES, number)
}

/// The batch with this number.
pub fn batch(number: u8) -> Option<&'static Batch> {
    BATCHES.iter().find(|batch| batch.number == number)
}

/// How many zones there are on a day.
pub fn zone_count(day: Day) -> usize {
    ZONES.iter().filter(|zone| zone.exists_on(day)).count()
}

/// Whether a zone reaches a customs office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// No.
    No,
    /// Perhaps: the day of its approval, its name or its district is not certain.
    Perhaps,
    /// Yes.
    Yes,
}

/// Whether there is a zone on a day under the same directly subordinate customs as this customs office. A zone is a
/// city, and no list says which customs office lies in which city, so a district counts as a whole.
pub fn reach(customs: &str, day: Day) -> Reach {
    let of = |zone: &Zone| match batch(zone.batch) {
        Some(_) if zone.exists_on(day) && zone.entry.sure => Reach::Yes,
        Some(_) if zone.exists_on(day) => Reach::Perhaps,
        Some(batch) if batch.provision.may_begin_on(day) => Reach::Perhaps,
        Some(_) | None => Reach::No,
    };
    let mut most = Reach::No;
    for zone in in_district(customs) {
        most = most.max(of(zone));
        // Nothing that follows can say more.
        if most == Reach::Yes {
            break;
        }
    }
    most
}

/// The zones under the same directly subordinate customs as this four-digit customs code.
pub fn in_district(customs: &str) -> impl Iterator<Item = &'static Zone> {
    // Four digits at once, as a comparison of texts costs a call.
    let digits = |district: &'static str| district.as_bytes().first_chunk::<4>();
    let regional = super::customs_districts::known(customs).regional();
    let district = regional.and_then(|regional| digits(regional.entry.code));
    ZONES.iter().filter(move |zone| district.is_some() && digits(zone.customs_district) == district)
}

const fn z(
    number: &'static str,
    batch: u8,
    province: &'static str,
    zh: &'static str,
    en: &'static str,
    customs_district: &'static str,
) -> Zone {
    let (day, source) = in_force::zone_batch(batch);
    let entry = Entry::known(number, zh, en).since(day).seen(source);
    Zone { entry, batch, province, customs_district, revoked: None }
}

impl Zone {
    /// The customs district is a guess.
    const fn unsure(self) -> Zone {
        Zone { entry: Entry { sure: false, ..self.entry }, ..self }
    }

    /// The name is from memory: the reply names the province, and the count agrees.
    const fn remembered(self) -> Zone {
        let unsure = self.unsure();
        Zone { entry: unsure.entry.seen("国函〔2022〕126号; the name from memory"), ..unsure }
    }

    /// Batch 8 revoked it.
    const fn revoked(self) -> Zone {
        let entry = self.entry.until(in_force::LAST_DAY_BEFORE_ZONE_BATCH_8);
        Zone { revoked: Some(Provision::ZoneBatch8), entry, ..self }
    }
}

const fn b(number: u8, provision: Provision, zones: u16) -> Batch {
    Batch { number, provision, zones }
}

const ENTRIES: &[Entry] = &super::entries!(ZONES);
const KEYS: &[u128] = &super::keys!(ZONES, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "zone",
    zh: "跨境电子商务综合试验区",
    en: "comprehensive pilot zones",
    element: "",
    source: "State Council replies of 2015 to 2025; numbering is ours",
    entries: ENTRIES,
    keys: KEYS,
};

/// The batches of approval.
pub const BATCHES: &[Batch] = &[
    b(1, Provision::ZoneBatch1, 1),
    b(2, Provision::ZoneBatch2, 12),
    b(3, Provision::ZoneBatch3, 22),
    b(4, Provision::ZoneBatch4, 24),
    b(5, Provision::ZoneBatch5, 46),
    b(6, Provision::ZoneBatch6, 27),
    b(7, Provision::ZoneBatch7, 33),
    b(8, Provision::ZoneBatch8, 16),
];

/// All zones ever approved, in order of approval.
#[rustfmt::skip]
pub const ZONES: &[Zone] = &[
    z("001", 1, "浙江", "杭州", "Hangzhou", "2900"),
    z("002", 2, "天津", "天津", "Tianjin", "0200"),
    z("003", 2, "上海", "上海", "Shanghai", "2200"),
    z("004", 2, "重庆", "重庆", "Chongqing", "8000"),
    z("005", 2, "安徽", "合肥", "Hefei", "3300"),
    z("006", 2, "河南", "郑州", "Zhengzhou", "4600"),
    z("007", 2, "广东", "广州", "Guangzhou", "5100"),
    z("008", 2, "四川", "成都", "Chengdu", "7900"),
    z("009", 2, "辽宁", "大连", "Dalian", "0900"),
    z("010", 2, "浙江", "宁波", "Ningbo", "3100"),
    z("011", 2, "山东", "青岛", "Qingdao", "4200"),
    z("012", 2, "广东", "深圳", "Shenzhen", "5300"),
    z("013", 2, "江苏", "苏州", "Suzhou", "2300"),
    z("014", 3, "北京", "北京", "Beijing", "0100"),
    z("015", 3, "内蒙古", "呼和浩特", "Hohhot", "0700"),
    z("016", 3, "辽宁", "沈阳", "Shenyang", "0800"),
    z("017", 3, "吉林", "长春", "Changchun", "1500"),
    z("018", 3, "黑龙江", "哈尔滨", "Harbin", "1900"),
    z("019", 3, "江苏", "南京", "Nanjing", "2300"),
    z("020", 3, "江西", "南昌", "Nanchang", "4000"),
    z("021", 3, "湖北", "武汉", "Wuhan", "4700"),
    z("022", 3, "湖南", "长沙", "Changsha", "4900"),
    z("023", 3, "广西", "南宁", "Nanning", "7200"),
    z("024", 3, "海南", "海口", "Haikou", "6400").revoked(),
    z("025", 3, "贵州", "贵阳", "Guiyang", "8300"),
    z("026", 3, "云南", "昆明", "Kunming", "8600"),
    z("027", 3, "陕西", "西安", "Xi'an", "9000"),
    z("028", 3, "甘肃", "兰州", "Lanzhou", "9500"),
    z("029", 3, "福建", "厦门", "Xiamen", "3700"),
    z("030", 3, "河北", "唐山", "Tangshan", "0400"),
    z("031", 3, "江苏", "无锡", "Wuxi", "2300"),
    z("032", 3, "山东", "威海", "Weihai", "4200"),
    z("033", 3, "广东", "珠海", "Zhuhai", "5700"),
    z("034", 3, "广东", "东莞", "Dongguan", "5200"),
    z("035", 3, "浙江", "义乌", "Yiwu", "2900"),
    z("036", 4, "河北", "石家庄", "Shijiazhuang", "0400"),
    z("037", 4, "山西", "太原", "Taiyuan", "0500"),
    z("038", 4, "内蒙古", "赤峰", "Chifeng", "0600"),
    z("039", 4, "辽宁", "抚顺", "Fushun", "0800"),
    z("040", 4, "吉林", "珲春", "Hunchun", "1500"),
    z("041", 4, "黑龙江", "绥芬河", "Suifenhe", "1900"),
    z("042", 4, "江苏", "徐州", "Xuzhou", "2300"),
    z("043", 4, "江苏", "南通", "Nantong", "2300"),
    z("044", 4, "浙江", "温州", "Wenzhou", "2900"),
    z("045", 4, "浙江", "绍兴", "Shaoxing", "2900"),
    z("046", 4, "安徽", "芜湖", "Wuhu", "3300"),
    z("047", 4, "福建", "福州", "Fuzhou", "3500"),
    z("048", 4, "福建", "泉州", "Quanzhou", "3700"),
    z("049", 4, "江西", "赣州", "Ganzhou", "4000"),
    z("050", 4, "山东", "济南", "Jinan", "4300"),
    z("051", 4, "山东", "烟台", "Yantai", "4200"),
    z("052", 4, "河南", "洛阳", "Luoyang", "4600"),
    z("053", 4, "湖北", "黄石", "Huangshi", "4700"),
    z("054", 4, "湖南", "岳阳", "Yueyang", "4900"),
    z("055", 4, "广东", "汕头", "Shantou", "6000"),
    z("056", 4, "广东", "佛山", "Foshan", "5100"),
    z("057", 4, "四川", "泸州", "Luzhou", "7900"),
    z("058", 4, "青海", "海东", "Haidong", "9700"),
    z("059", 4, "宁夏", "银川", "Yinchuan", "9600"),
    z("060", 5, "河北", "雄安新区", "Xiong'an New Area", "0400"),
    z("061", 5, "山西", "大同", "Datong", "0500"),
    z("062", 5, "内蒙古", "满洲里", "Manzhouli", "0600"),
    z("063", 5, "辽宁", "营口", "Yingkou", "0900"),
    z("064", 5, "辽宁", "盘锦", "Panjin", "0900"),
    z("065", 5, "吉林", "吉林", "Jilin City", "1500"),
    z("066", 5, "黑龙江", "黑河", "Heihe", "1900"),
    z("067", 5, "江苏", "常州", "Changzhou", "2300"),
    z("068", 5, "江苏", "连云港", "Lianyungang", "2300"),
    z("069", 5, "江苏", "淮安", "Huai'an", "2300"),
    z("070", 5, "江苏", "盐城", "Yancheng", "2300"),
    z("071", 5, "江苏", "宿迁", "Suqian", "2300"),
    z("072", 5, "浙江", "湖州", "Huzhou", "2900"),
    z("073", 5, "浙江", "嘉兴", "Jiaxing", "2900"),
    z("074", 5, "浙江", "衢州", "Quzhou", "2900"),
    z("075", 5, "浙江", "台州", "Taizhou (ZJ)", "2900"),
    z("076", 5, "浙江", "丽水", "Lishui", "2900"),
    z("077", 5, "安徽", "安庆", "Anqing", "3300"),
    z("078", 5, "福建", "漳州", "Zhangzhou", "3700"),
    z("079", 5, "福建", "莆田", "Putian", "3500"),
    z("080", 5, "福建", "龙岩", "Longyan", "3700"),
    z("081", 5, "江西", "九江", "Jiujiang", "4000"),
    z("082", 5, "山东", "东营", "Dongying", "4300"),
    z("083", 5, "山东", "潍坊", "Weifang", "4300"),
    z("084", 5, "山东", "临沂", "Linyi", "4200"),
    z("085", 5, "河南", "南阳", "Nanyang", "4600"),
    z("086", 5, "湖北", "宜昌", "Yichang", "4700"),
    z("087", 5, "湖南", "湘潭", "Xiangtan", "4900"),
    z("088", 5, "湖南", "郴州", "Chenzhou", "4900"),
    z("089", 5, "广东", "梅州", "Meizhou", "6000"),
    z("090", 5, "广东", "惠州", "Huizhou", "5300"),
    z("091", 5, "广东", "中山", "Zhongshan", "5700"),
    z("092", 5, "广东", "江门", "Jiangmen", "6800"),
    z("093", 5, "广东", "湛江", "Zhanjiang", "6700"),
    z("094", 5, "广东", "茂名", "Maoming", "6700"),
    z("095", 5, "广东", "肇庆", "Zhaoqing", "5100"),
    z("096", 5, "广西", "崇左", "Chongzuo", "7200"),
    z("097", 5, "海南", "三亚", "Sanya", "6400").revoked(),
    z("098", 5, "四川", "德阳", "Deyang", "7900"),
    z("099", 5, "四川", "绵阳", "Mianyang", "7900"),
    z("100", 5, "贵州", "遵义", "Zunyi", "8300"),
    z("101", 5, "云南", "德宏州", "Dehong", "8600"),
    z("102", 5, "陕西", "延安", "Yan'an", "9000"),
    z("103", 5, "甘肃", "天水", "Tianshui", "9500"),
    z("104", 5, "青海", "西宁", "Xining", "9700"),
    z("105", 5, "新疆", "乌鲁木齐", "Urumqi", "9400"),
    z("106", 6, "内蒙古", "鄂尔多斯", "Ordos", "0700"),
    z("107", 6, "江苏", "扬州", "Yangzhou", "2300"),
    z("108", 6, "江苏", "镇江", "Zhenjiang", "2300"),
    z("109", 6, "江苏", "泰州", "Taizhou (JS)", "2300"),
    z("110", 6, "浙江", "金华", "Jinhua", "2900"),
    z("111", 6, "浙江", "舟山", "Zhoushan", "2900"),
    z("112", 6, "安徽", "马鞍山", "Ma'anshan", "3300"),
    z("113", 6, "安徽", "宣城", "Xuancheng", "3300"),
    z("114", 6, "江西", "景德镇", "Jingdezhen", "4000"),
    z("115", 6, "江西", "上饶", "Shangrao", "4000"),
    z("116", 6, "山东", "淄博", "Zibo", "4300"),
    z("117", 6, "山东", "日照", "Rizhao", "4200"),
    z("118", 6, "湖北", "襄阳", "Xiangyang", "4700"),
    z("119", 6, "广东", "韶关", "Shaoguan", "5100"),
    z("120", 6, "广东", "汕尾", "Shanwei", "6000").unsure(),
    z("121", 6, "广东", "河源", "Heyuan", "5100").unsure(),
    z("122", 6, "广东", "阳江", "Yangjiang", "6800"),
    z("123", 6, "广东", "清远", "Qingyuan", "5100"),
    z("124", 6, "广东", "潮州", "Chaozhou", "6000"),
    z("125", 6, "广东", "揭阳", "Jieyang", "6000"),
    z("126", 6, "广东", "云浮", "Yunfu", "5100"),
    z("127", 6, "四川", "南充", "Nanchong", "7900"),
    z("128", 6, "四川", "眉山", "Meishan", "7900"),
    z("129", 6, "云南", "红河州", "Honghe", "8600"),
    z("130", 6, "陕西", "宝鸡", "Baoji", "9000"),
    z("131", 6, "新疆", "喀什地区", "Kashgar", "9400"),
    z("132", 6, "新疆", "阿拉山口", "Alashankou", "9400").revoked(),
    z("133", 7, "河北", "廊坊", "Langfang", "0400"),
    z("134", 7, "河北", "沧州", "Cangzhou", "0400"),
    z("135", 7, "山西", "运城", "Yuncheng", "0500"),
    z("136", 7, "内蒙古", "包头", "Baotou", "0700"),
    z("137", 7, "辽宁", "鞍山", "Anshan", "0900").unsure(),
    z("138", 7, "吉林", "延吉", "Yanji", "1500"),
    z("139", 7, "黑龙江", "同江", "Tongjiang", "1900"),
    z("140", 7, "安徽", "蚌埠", "Bengbu", "3300"),
    z("141", 7, "福建", "南平", "Nanping", "3500"),
    z("142", 7, "福建", "宁德", "Ningde", "3500"),
    z("143", 7, "江西", "萍乡", "Pingxiang", "4000"),
    z("144", 7, "江西", "新余", "Xinyu", "4000"),
    z("145", 7, "江西", "宜春", "Yichun (JX)", "4000"),
    z("146", 7, "江西", "吉安", "Ji'an", "4000"),
    z("147", 7, "山东", "枣庄", "Zaozhuang", "4200"),
    z("148", 7, "山东", "济宁", "Jining", "4200"),
    z("149", 7, "山东", "泰安", "Tai'an", "4300"),
    z("150", 7, "山东", "德州", "Dezhou", "4300").remembered(),
    z("151", 7, "山东", "聊城", "Liaocheng", "4300").remembered(),
    z("152", 7, "山东", "滨州", "Binzhou", "4300").remembered(),
    z("153", 7, "山东", "菏泽", "Heze", "4200").remembered(),
    z("154", 7, "河南", "焦作", "Jiaozuo", "4600").remembered(),
    z("155", 7, "河南", "许昌", "Xuchang", "4600").remembered(),
    z("156", 7, "湖南", "衡阳", "Hengyang", "4900").remembered(),
    z("157", 7, "湖南", "株洲", "Zhuzhou", "4900").remembered(),
    z("158", 7, "广西", "柳州", "Liuzhou", "7200").remembered(),
    z("159", 7, "广西", "贺州", "Hezhou", "7200").remembered(),
    z("160", 7, "四川", "宜宾", "Yibin", "7900").remembered(),
    z("161", 7, "四川", "达州", "Dazhou", "7900").remembered(),
    z("162", 7, "贵州", "铜仁", "Tongren", "8300").remembered(),
    z("163", 7, "云南", "大理州", "Dali", "8600").remembered(),
    z("164", 7, "西藏", "拉萨", "Lhasa", "8800").remembered(),
    z("165", 7, "新疆", "伊犁州", "Ili", "9400").remembered(),
    z("166", 8, "海南", "海南全岛", "Hainan Island", "6400"),
    z("167", 8, "河北", "秦皇岛", "Qinhuangdao", "0400"),
    z("168", 8, "河北", "保定", "Baoding", "0400"),
    z("169", 8, "内蒙古", "二连浩特", "Erenhot", "0700"),
    z("170", 8, "辽宁", "丹东", "Dandong", "0900"),
    z("171", 8, "安徽", "滁州", "Chuzhou", "3300"),
    z("172", 8, "福建", "三明", "Sanming", "3500"),
    z("173", 8, "河南", "开封", "Kaifeng", "4600"),
    z("174", 8, "河南", "新乡", "Xinxiang", "4600"),
    z("175", 8, "湖北", "鄂州", "Ezhou", "4700"),
    z("176", 8, "湖南", "邵阳", "Shaoyang", "4900"),
    z("177", 8, "广西", "梧州", "Wuzhou", "7200"),
    z("178", 8, "广西", "北海", "Beihai", "7200"),
    z("179", 8, "广西", "防城港", "Fangchenggang", "7200"),
    z("180", 8, "四川", "广安", "Guang'an", "7900"),
    z("181", 8, "新疆", "博尔塔拉州", "Bortala", "9400"),
];
