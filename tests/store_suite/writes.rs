//! Commits: whole or not at all, compared and set, kept, closed, removed.

use futures_lite::future::{yield_now, zip};
use schemagraft::codec::{self, CodecError};
use schemagraft::store::{Direction, Store, StoreError};

use super::{Place, all_keys, batch, delete, everything, expect, put, range, write};

const INCREMENTS: u32 = 50;
const LARGE: usize = 10 << 20;

pub(crate) async fn a_commit_is_whole_or_nothing<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("head", "1"), put("kept", "old")]).await;

    let writes = [put("head", "2"), put("new", ""), delete("kept")];
    for wrong in [
        vec![expect("head", Some(b"0"))],
        vec![expect("head", None)],
        vec![expect("absent", Some(b""))],
        vec![expect("head", Some(b"1")), expect("kept", Some(b"new"))],
    ] {
        let refused = store.commit(batch(wrong.clone(), writes.clone())).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{wrong:?}: {refused:?}");
        assert_eq!(store.get(b"head").await.unwrap().as_deref(), Some(b"1".as_slice()));
        assert_eq!(store.get(b"kept").await.unwrap().as_deref(), Some(b"old".as_slice()));
        assert_eq!(store.get(b"new").await.unwrap(), None);
    }

    let right = [expect("head", Some(b"1")), expect("new", None)];
    store.commit(batch(right, writes)).await.unwrap();
    assert_eq!(all_keys(&store).await, [b"head".as_slice(), b"new"]);
    assert_eq!(store.get(b"head").await.unwrap().as_deref(), Some(b"2".as_slice()));
    assert_eq!(store.get(b"new").await.unwrap().as_deref(), Some(b"".as_slice()));
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn an_expectation_compares_every_byte<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("head", [7, 0, 255]), put("empty", [])]).await;
    for wrong in [&[7, 0, 254], &[7, 0][..], &[7, 0, 255, 0], &[]] {
        let refused = store.commit(batch([expect("head", Some(wrong))], [])).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{wrong:?}: {refused:?}");
    }
    let absent = store.commit(batch([expect("empty", None)], [])).await;
    assert!(matches!(absent, Err(StoreError::Conflict)), "an empty value passed for none");
    let right = [expect("head", Some(&[7, 0, 255])), expect("empty", Some(&[]))];
    store.commit(batch(right, [])).await.unwrap();
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn a_batch_mixes_puts_and_deletes<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    let numbers = 0..2_000_u32;
    let key = |number: u32| number.to_be_bytes();
    write(&store, numbers.clone().map(|number| put(key(number), "old")).collect::<Vec<_>>()).await;

    let mixed = |number: u32| match number % 3 {
        0 => delete(key(number)),
        1 => put(key(number), "new"),
        _ => put(key(number + 10_000), "more"),
    };
    write(&store, numbers.clone().map(mixed).collect::<Vec<_>>()).await;

    let found = store.scan(&everything(), Direction::Forward, usize::MAX).await.unwrap();
    let value = |number: u32| if number % 3 == 1 { "new" } else { "old" };
    let kept = numbers.clone().filter(|number| number % 3 != 0);
    let mut expected: Vec<_> = kept.map(|number| (key(number), value(number))).collect();
    let more = numbers.filter(|number| number % 3 == 2);
    expected.extend(more.map(|number| (key(number + 10_000), "more")));
    assert_eq!(found.len(), expected.len());
    for ((key, value), (expected_key, expected_value)) in found.iter().zip(&expected) {
        assert_eq!((&key[..], &value[..]), (&expected_key[..], expected_value.as_bytes()));
    }
    store.close().await.unwrap();
    place.destroy().await;
}

/// Counts up the number under `key`, reading again whenever another writer was first.
///
/// Returns how often that was so. The other writer gets its turn between the read and the commit.
pub(crate) async fn increment(store: &impl Store, times: u32) -> u32 {
    let mut conflicts = 0;
    for _ in 0..times {
        loop {
            let read = store.get(b"count").await.unwrap();
            yield_now().await;
            let count = read.as_deref().map_or(0, str_number);
            let next = put("count", (count + 1).to_string());
            let log = put(format!("log{count:08}"), "");
            match store.commit(batch([expect("count", read.as_deref())], [next, log])).await {
                Ok(()) => break,
                Err(StoreError::Conflict) => conflicts += 1,
                Err(other) => panic!("{other}"),
            }
        }
    }
    conflicts
}

fn str_number(bytes: &[u8]) -> u32 {
    std::str::from_utf8(bytes).unwrap().parse().unwrap()
}

/// Asserts that `count` increments were all kept, each with what it wrote beside the number.
pub(crate) async fn assert_count(store: &impl Store, count: u32) {
    let total = store.get(b"count").await.unwrap().unwrap();
    assert_eq!(str_number(&total), count);
    let log = range("log", "loh");
    let log = store.scan(&log, Direction::Forward, usize::MAX).await.unwrap();
    assert_eq!(log.len(), count as usize);
}

pub(crate) async fn racing_writers_lose_nothing<P: Place>() {
    let place = P::fresh().await;
    let one = place.open().await.unwrap();
    let second = place.open_second().await;
    let other = second.as_ref().unwrap_or(&one);
    let (mine, theirs) = zip(increment(&one, INCREMENTS), increment(other, INCREMENTS)).await;
    assert!(mine + theirs > 0, "the writers never met: the race was none");
    assert_count(other, 2 * INCREMENTS).await;
    if let Some(second) = second {
        second.close().await.unwrap();
        assert_count(&one, 2 * INCREMENTS).await;
    }
    one.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn of_two_writers_of_one_value_one_wins<P: Place>() {
    let place = P::fresh().await;
    let one = place.open().await.unwrap();
    let second = place.open_second().await;
    let other = second.as_ref().unwrap_or(&one);
    let first_of = |name: &str| batch([expect("head", None)], [put("head", name)]);
    let outcomes = zip(one.commit(first_of("one")), other.commit(first_of("two"))).await;
    let winner: &[u8] = match outcomes {
        (Ok(()), Err(StoreError::Conflict)) => b"one",
        (Err(StoreError::Conflict), Ok(())) => b"two",
        both => panic!("{both:?}"),
    };
    assert_eq!(one.get(b"head").await.unwrap().as_deref(), Some(winner));
    assert_eq!(other.get(b"head").await.unwrap().as_deref(), Some(winner));
    if let Some(second) = second {
        second.close().await.unwrap();
    }
    one.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn what_is_committed_is_there_after_reopening<P: Place>() {
    let place = P::fresh().await;
    for round in 0..5_u8 {
        let store = place.open().await.unwrap();
        assert_eq!(all_keys(&store).await, (0..round).map(|key| vec![key]).collect::<Vec<_>>());
        write(&store, [put([round], vec![round; 1_000])]).await;
        store.close().await.unwrap();
    }
    let store = place.open().await.unwrap();
    assert_eq!(store.get(&[3]).await.unwrap(), Some(vec![3; 1_000]));
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn a_closed_store_says_so<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, [put("a", "1")]).await;
    store.close().await.unwrap();
    store.close().await.expect("closing twice is no error");

    assert!(matches!(store.get(b"a").await, Err(StoreError::Closed)));
    let scanned = store.scan(&everything(), Direction::Forward, 1).await;
    assert!(matches!(scanned, Err(StoreError::Closed)));
    let empty = store.scan(&range("b", "a"), Direction::Forward, 1).await;
    assert!(matches!(empty, Err(StoreError::Closed)));
    let committed = store.commit(batch([], [put("b", "2")])).await;
    assert!(matches!(committed, Err(StoreError::Closed)));

    let reopened = place.open().await.unwrap();
    assert_eq!(all_keys(&reopened).await, [b"a"]);
    assert!(matches!(store.get(b"a").await, Err(StoreError::Closed)), "another handle opened it");
    reopened.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn large_values_come_back_whole<P: Place>() {
    let place = P::fresh().await;
    let large = |seed: u8| -> Vec<u8> {
        (0..LARGE).map(|at| (at % 251) as u8 ^ (at >> 16) as u8 ^ seed).collect()
    };
    let store = place.open().await.unwrap();
    write(&store, [put("a", large(1)), put("b", large(2)), put("c", "small")]).await;
    let replace = batch([expect("a", Some(&large(1)))], [put("a", large(3))]);
    store.commit(replace).await.unwrap();
    store.close().await.unwrap();

    let store = place.open().await.unwrap();
    assert!(store.get(b"a").await.unwrap() == Some(large(3)));
    for direction in [Direction::Forward, Direction::Reverse] {
        let found = store.scan(&everything(), direction, 3).await.unwrap();
        let value = |key: &[u8]| &found.iter().find(|(found, _)| found == key).unwrap().1;
        assert!(*value(b"a") == large(3) && *value(b"b") == large(2) && value(b"c") == b"small");
    }
    store.close().await.unwrap();
    place.destroy().await;
}

pub(crate) async fn deleting_is_for_good<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    write(&store, ["a", "b", "c"].map(|key| put(key, "1"))).await;
    write(&store, [delete("b"), delete("never there")]).await;
    assert_eq!(store.get(b"b").await.unwrap(), None);
    store.close().await.unwrap();

    let store = place.open().await.unwrap();
    assert_eq!(all_keys(&store).await, [b"a", b"c"]);
    store.commit(batch([expect("b", None)], [put("b", "2")])).await.unwrap();
    assert_eq!(store.get(b"b").await.unwrap().as_deref(), Some(b"2".as_slice()));
    store.close().await.unwrap();
    place.destroy().await;
}

/// A store repairs nothing and hides nothing: damage comes back as it is, and the codec sees it.
pub(crate) async fn bytes_come_back_as_they_were_put<P: Place>() {
    let place = P::fresh().await;
    let store = place.open().await.unwrap();
    let whole = codec::encode(&("create table t (id int)", 7_u64)).unwrap();
    let mut damaged = vec![whole.clone()];
    damaged.extend((0..whole.len()).map(|at| {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        bytes
    }));
    damaged.push(whole[..whole.len() - 1].to_vec());
    let writes: Vec<_> = (0_u8..).zip(&damaged).map(|(key, bytes)| put([key], bytes)).collect();
    write(&store, writes).await;

    let found = store.scan(&everything(), Direction::Forward, usize::MAX).await.unwrap();
    assert_eq!(found.iter().map(|(_, bytes)| bytes).collect::<Vec<_>>(), Vec::from_iter(&damaged));
    for (key, bytes) in &found {
        let decoded = codec::decode::<(String, u64)>(bytes);
        match (key[0], decoded) {
            (0, decoded) => assert_eq!(decoded.unwrap().1, 7),
            (1, Err(CodecError::TooNew { .. })) | (2.., Err(CodecError::Damaged { .. })) => {}
            (at, decoded) => panic!("byte {at} flipped, and it decoded to {decoded:?}"),
        }
    }
    store.close().await.unwrap();
    place.destroy().await;
}
