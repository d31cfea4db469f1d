//! Where the messages of a body begin and end: each has five bytes before it that say how long it is.

use tongguan_domain::limits::REQUEST_ID_CHARACTERS;

/// The five bytes before a message: compressed or not, and its length.
const PREFIX: usize = 5;

/// Where in its message a body is.
#[derive(Debug, Default)]
pub(crate) struct Measure {
    prefix: [u8; PREFIX],
    /// Bytes of the prefix that are here.
    known: usize,
    /// Bytes of the message that are here, and those still to come.
    here: usize,
    left: usize,
}

/// A message larger than any method takes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge {
    pub(crate) found: usize,
    pub(crate) request_id: Option<String>,
    /// Bytes of this piece that belong to the messages before.
    pub(crate) before: usize,
}

impl Measure {
    /// Reads on; gives whether a message has ended.
    pub(crate) fn read(&mut self, mut bytes: &[u8], largest: usize) -> Result<bool, TooLarge> {
        let (mut ended, piece, mut begun) = (false, bytes.len(), 0);
        while let [first, rest @ ..] = bytes {
            if self.known < PREFIX {
                if self.known == 0 {
                    begun = piece - bytes.len();
                }
                if let Some(place) = self.prefix.get_mut(self.known) {
                    *place = *first;
                }
                self.known += 1;
                bytes = rest;
                if self.known < PREFIX {
                    continue;
                }
                let [_, length @ ..] = self.prefix;
                self.left = u32::from_be_bytes(length) as usize;
                if self.left > largest {
                    return Err(TooLarge { found: self.left, request_id: request_id(bytes), before: begun });
                }
            }
            let some = self.left.min(bytes.len());
            bytes = bytes.get(some..).unwrap_or_default();
            self.left -= some;
            self.here += some;
            if self.left == 0 {
                *self = Self::default();
                ended = true;
            }
        }
        Ok(ended)
    }

    /// How long the message in hand will be: the codec makes room for all of it when it has read the prefix.
    pub(crate) const fn length(&self) -> usize {
        self.here + self.left
    }

    pub(crate) const fn is_inside(&self) -> bool {
        self.known > 0
    }
}

/// Field 1 of every message that needs one is its request id.
fn request_id(message: &[u8]) -> Option<String> {
    let [0x0a, length, rest @ ..] = message else { return None };
    let text = rest.get(..usize::from(*length))?;
    let fits = text.len() <= REQUEST_ID_CHARACTERS && text.iter().all(u8::is_ascii_graphic);
    fits.then(|| String::from_utf8_lossy(text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> Vec<u8> {
        let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
        [&[0][..], &length, bytes].concat()
    }

    #[test]
    fn messages_are_found_however_they_are_cut() {
        let three = [message(b"one"), message(b""), message(&[7; 300])].concat();
        for size in 1..three.len() {
            let mut measure = Measure::default();
            let mut inside = 0;
            for piece in three.chunks(size) {
                measure.read(piece, 300).unwrap();
                inside = inside.max(measure.here);
            }
            assert!(!measure.is_inside(), "in pieces of {size}");
            assert!(inside < 300);
        }
    }

    #[test]
    fn a_message_that_is_too_large_is_named() {
        let mut large = message(&[b"\x0a\x04id-7".as_slice(), &[7; 300]].concat());
        let told = Measure::default().read(&large, 300).unwrap_err();
        assert_eq!(told, TooLarge { found: 306, request_id: Some("id-7".to_owned()), before: 0 });
        let two = [message(b"one"), large.clone()].concat();
        assert_eq!(Measure::default().read(&two, 300).unwrap_err().before, message(b"one").len());
        large.truncate(9);
        assert_eq!(Measure::default().read(&large, 300).unwrap_err().request_id, None);
        assert_eq!(Measure::default().read(&message(&[1; 400]), 300).unwrap_err().request_id, None);
    }
}
