//! Currencies (币制), the numeric generation of codes that CEB messages carry.
//!
//! Source: the older numeric currency table of the JGS-20 customs code set, as public customs programs list it. The
//! codes are not those of ISO 4217 numeric. Customs declaration forms have used the alphabetic ISO codes since 2018-08.
//! Up to seven such programs were compared: a row is sure where three of them agree. The rouble is not settled: 332 is
//! the only code that any of them has, under the name of the Soviet rouble or the Russian one; nobody has 344. The
//! Indonesian rupiah is in force, but its number was not found. Currencies that the euro replaced are left out.

use super::entry::{known, unsure};
use super::{CodeTable, Entry, search};

/// One currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency {
    /// Numeric code of three digits, and the names.
    pub entry: Entry,
    /// ISO 4217 alphabetic code.
    pub alpha3: &'static str,
    /// Digits of the minor unit: 2 for cents, 0 for the yen.
    pub minor_digits: u8,
}

/// The yuan renminbi, in which limits are stated.
pub const CNY: &str = "142";

/// The currency with this numeric code.
pub fn find(code: &str) -> Option<&'static Currency> {
    search(KEYS, CURRENCIES, code)
}

/// The currency with this ISO alphabetic code.
pub fn find_alpha3(alpha3: &str) -> Option<&'static Currency> {
    CURRENCIES.iter().find(|currency| currency.alpha3 == alpha3)
}

const fn c(entry: Entry, alpha3: &'static str, minor_digits: u8) -> Currency {
    Currency { entry, alpha3, minor_digits }
}

const ENTRIES: &[Entry] = &super::entries!(CURRENCIES);
const KEYS: &[u128] = &super::keys!(CURRENCIES, entry.code);

/// The table as every other code table shows itself.
pub const TABLE: CodeTable = CodeTable {
    id: "currency",
    zh: "币制",
    en: "currencies",
    element: "currency, fCurrency, iCurrency",
    source: "JGS-20 customs code set, numeric generation used by CEB messages; at least three public programs agree",
    entries: ENTRIES,
    keys: KEYS,
};

const THREE: &str = "three public programs that agree";

/// All currencies, by numeric code.
pub const CURRENCIES: &[Currency] = &[
    c(known("110", "港币", "Hong Kong dollar"), "HKD", 2),
    c(known("113", "伊朗里亚尔", "Iranian rial").seen(THREE), "IRR", 2),
    c(known("116", "日本元", "Japanese yen"), "JPY", 0),
    c(known("118", "科威特第纳尔", "Kuwaiti dinar").seen(THREE), "KWD", 3),
    c(known("121", "澳门元", "Macao pataca"), "MOP", 2),
    c(known("122", "马来西亚林吉特", "Malaysian ringgit").seen("five public programs that agree"), "MYR", 2),
    c(known("127", "巴基斯坦卢比", "Pakistani rupee").seen(THREE), "PKR", 2),
    c(known("129", "菲律宾比索", "Philippine peso"), "PHP", 2),
    c(known("132", "新加坡元", "Singapore dollar"), "SGD", 2),
    c(known("133", "韩国圆", "South Korean won"), "KRW", 0),
    c(known("136", "泰国铢", "Thai baht"), "THB", 2),
    c(known("142", "人民币", "Chinese yuan"), "CNY", 2),
    c(known("143", "台湾元", "New Taiwan dollar").seen("four public programs that agree"), "TWD", 2),
    c(unsure("201", "阿尔及利亚第纳尔", "Algerian dinar").seen("one public program"), "DZD", 2),
    c(known("300", "欧元", "Euro"), "EUR", 2),
    c(known("302", "丹麦克朗", "Danish krone"), "DKK", 2),
    c(known("303", "英镑", "Pound sterling"), "GBP", 2),
    c(known("326", "挪威克朗", "Norwegian krone"), "NOK", 2),
    c(known("330", "瑞典克朗", "Swedish krona"), "SEK", 2),
    c(known("331", "瑞士法郎", "Swiss franc"), "CHF", 2),
    c(
        unsure("332", "苏联卢布", "Soviet rouble").seen("two public programs; one calls it 俄罗斯卢布"),
        "SUR",
        2,
    ),
    c(unsure("344", "俄罗斯卢布", "Russian rouble").seen("from memory; in none of seven programs"), "RUB", 2),
    c(known("501", "加拿大元", "Canadian dollar"), "CAD", 2),
    c(known("502", "美元", "United States dollar"), "USD", 2),
    c(known("601", "澳大利亚元", "Australian dollar"), "AUD", 2),
    c(known("609", "新西兰元", "New Zealand dollar"), "NZD", 2),
];
