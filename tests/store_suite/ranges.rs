//! The order of keys, ranges, limits and directions, on few entries and on many.

use schemagraft::store::{Direction, Store};

use super::{Place, all_keys, everything, keys, put, range, write};

const ENTRIES: u32 = 100_000;
const BATCH: u32 = 1_000;

/// Keys that an order of text, of signed bytes, or of lengths would get wrong: in order.
fn binary_keys() -> Vec<Vec<u8>> {
    let mut keys: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
    keys.extend((0..=255).map(|byte| vec![b'k', byte]));
    keys.extend([vec![], vec![0, 0], vec![0, 0, 0], vec![0, 255], vec![127, 128], vec![128, 0]]);
    keys.extend([vec![255, 0], vec![255, 255], vec![255; 40], "größe".into(), vec![0xc3, 0x28]]);
    keys.sort();
    keys
}

pub(crate) async fn binary_keys_are_ordered_by_their_bytes<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    let sorted = binary_keys();
    let writes: Vec<_> = sorted.iter().rev().map(|key| put(key, key)).collect();
    write(&store, writes).await;

    assert_eq!(all_keys(&store).await, sorted);
    let mut reversed = keys(&store, &everything(), Direction::Reverse, usize::MAX).await;
    reversed.reverse();
    assert_eq!(reversed, sorted);
    for key in &sorted {
        assert_eq!(store.get(key).await.unwrap().as_ref(), Some(key));
    }
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn a_range_holds_its_start_and_not_its_end<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, ["a", "b", "ba", "c", "d"].map(|key| put(key, key))).await;

    let both_ways = async |start: &str, end: &str, expected: &[&str]| {
        let range = range(start, end);
        let forward = keys(&store, &range, Direction::Forward, 10).await;
        assert_eq!(forward, expected.iter().map(|key| key.as_bytes()).collect::<Vec<_>>());
        let reverse = keys(&store, &range, Direction::Reverse, 10).await;
        assert_eq!(reverse, forward.into_iter().rev().collect::<Vec<_>>());
    };
    both_ways("b", "c", &["b", "ba"]).await;
    both_ways("", "b", &["a"]).await;
    both_ways("aa", "bb", &["b", "ba"]).await;
    both_ways("c", "z", &["c", "d"]).await;
    both_ways("e", "z", &[]).await;
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn an_empty_range_holds_nothing<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, ["", "a", "b"].map(|key| put(key, key))).await;
    for (start, end) in [("a", "a"), ("b", "a"), ("", ""), ("a", "")] {
        for direction in [Direction::Forward, Direction::Reverse] {
            let found = keys(&store, &range(start, end), direction, 10).await;
            assert!(found.is_empty(), "{start:?} to {end:?} held {found:?}");
        }
    }
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn a_limit_counts_from_the_end_that_is_read<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, ["a", "b", "c", "d"].map(|key| put(key, key))).await;
    let limited = async |direction, limit| {
        let found = keys(&store, &range("a", "d"), direction, limit).await;
        found.concat().iter().map(|&byte| char::from(byte)).collect::<String>()
    };
    assert_eq!(limited(Direction::Forward, 2).await, "ab");
    assert_eq!(limited(Direction::Reverse, 2).await, "cb");
    assert_eq!(limited(Direction::Forward, 3).await, "abc");
    assert_eq!(limited(Direction::Reverse, usize::MAX).await, "cba");
    assert_eq!(limited(Direction::Forward, 0).await, "");
    assert_eq!(limited(Direction::Reverse, 0).await, "");
    store.close().await.unwrap();
    place.destroy().await;
}

/// A key as a history has them: a table's byte and a big-endian number.
fn numbered(number: u32) -> Vec<u8> {
    [b"e".as_slice(), &number.to_be_bytes()].concat()
}

pub(crate) async fn a_hundred_thousand_entries<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    for first in (0..ENTRIES).step_by(BATCH as usize) {
        let writes: Vec<_> = (first..first + BATCH)
            .map(|number| put(numbered(number), format!("create table t{number} (id bigint)")))
            .collect();
        write(&store, writes).await;
    }

    let all = store.scan(&everything(), Direction::Forward, usize::MAX).await.unwrap();
    assert_eq!(all.len(), ENTRIES as usize);
    for (number, (key, value)) in (0..).zip(&all) {
        assert_eq!(*key, numbered(number));
        assert_eq!(*value, format!("create table t{number} (id bigint)").as_bytes());
    }
    // Longer than what a store may read at once.
    let (long, inside) = (range(numbered(10_000), numbered(13_500)), 10_000..13_500);
    for limit in [999, 1_000, 1_001, 2_500, 3_500, usize::MAX] {
        let forward: Vec<_> = inside.clone().take(limit).map(numbered).collect();
        assert_eq!(keys(&store, &long, Direction::Forward, limit).await, forward);
        let reverse: Vec<_> = inside.clone().rev().take(limit).map(numbered).collect();
        assert_eq!(keys(&store, &long, Direction::Reverse, limit).await, reverse);
    }
    for start in [0, 1, 999, 1_000, 54_321, ENTRIES - 5] {
        let range = range(numbered(start), numbered(start + 5));
        let expected: Vec<_> = (start..start + 5).map(numbered).collect();
        assert_eq!(keys(&store, &range, Direction::Forward, 100).await, expected);
        let last = keys(&store, &range, Direction::Reverse, 1).await;
        assert_eq!(last, [numbered(start + 4)]);
    }
    store.close().await.unwrap();
    place.destroy().await;
}
