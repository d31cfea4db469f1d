//! Numbers as the real system gives them.

use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::receipt::ReceiptKeys;

impl State {
    /// The next `preNo` for a kind: letter, day of the sandbox clock, nine digits that begin anew each day. Empty for
    /// kinds that have none.
    pub(crate) fn next_pre_no(&self, kind: DocumentKind) -> String {
        let Some(letter) = kind.pre_no_letter() else {
            return String::new();
        };
        let day = self.now.digits8();
        let serial = if day == self.pre_no_day { self.pre_no_serial + 1 } else { 1 };
        format!("{letter}{day}{serial:09}")
    }

    /// Takes note of a `preNo` that was given.
    pub(crate) fn note_pre_no(&mut self, keys: &ReceiptKeys) {
        let pre_no = keys.pre_no();
        if let (Some(day), Some(serial)) = (pre_no.get(1..9), pre_no.get(9..)) {
            day.clone_into(&mut self.pre_no_day);
            self.pre_no_serial = serial.parse().unwrap_or(self.pre_no_serial);
        }
    }

    /// The next number of a summary under a prefix of nine characters: the prefix and nine digits.
    pub(crate) fn next_sum_no(&self, prefix: &str) -> String {
        let serial = self.sum_serials.get(prefix).copied().unwrap_or(0) + 1;
        format!("{prefix}{serial:09}")
    }

    /// Takes note of a number of a summary that was given.
    pub(crate) fn note_sum_no(&mut self, number: &str) {
        if let (Some(prefix), Some(serial)) = (number.get(..9), number.get(9..))
            && let Ok(serial) = serial.parse::<u64>()
        {
            let last = self.sum_serials.entry(prefix.to_owned()).or_default();
            *last = serial.max(*last);
        }
    }

    /// The next `invtNo`: district (4), year (4), `E`, nine digits (more when they are used up, to eleven).
    pub(crate) fn next_invt_no(&self, customs_code: &str) -> String {
        let (year, ..) = self.now.date();
        let prefix = format!("{customs_code}{year:04}E");
        let serial = self.invt_no_serials.get(&prefix).copied().unwrap_or(0) + 1;
        format!("{prefix}{serial:09}")
    }

    /// Takes note of an `invtNo` that was given.
    pub(crate) fn note_invt_no(&mut self, number: &str) {
        if let (Some(prefix), Some(serial)) = (number.get(..9), number.get(9..))
            && let Ok(serial) = serial.parse()
        {
            self.invt_no_serials.insert(prefix.to_owned(), serial);
        }
    }
}
