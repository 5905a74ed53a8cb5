/*
 * Claims in a transfer (docs/TRANSFER.md), at small scope: A registered one volunteer, who stands before B though
 * nobody released them; A may give them to C meanwhile, and take that back too late, which is a claim by A.
 * `Scripts/model` runs this. The search between counties is in transfer-profile.pml.
 *
 *   release 0: A -> B, rests on nothing          claim 0: by B, a word of its own
 *   release 1: A -> C, rests on nothing          claim 1: by A, its cancel of release 1 once that is entered
 *   release 2: C -> B, rests on 1
 *   release 3: C -> A, rests on 1
 *
 * A node is a set of words, which only grow but for a restore. K is the county of all three and the sequencer.
 * It does what it owes in the transaction in which something came (`TransferDuties.run`, Store/Transfer): here
 * in the same atomic step. A line brings to a station's scope what `TransferRoutes.stations`
 * (SyncCore/Transfer) names, and not everything that K knows.
 */

#define A 0
#define B 1
#define C 2
#define K 3
#define NOBODY 4

#ifndef RESTORED
#define RESTORED B	/* whose disk is put back, once, at any time */
#endif
#ifndef CLAIMANTS
#define CLAIMANTS 3	/* 1: B; 2: A, by a cancel that is late; 3: both */
#endif
#ifndef PLANTED
#define PLANTED none	/* a wrong belief, by name, as `PlantedBug` (SyncCore/Seams) has some of them */
#endif
#define none 0
#define claimAskedOnce 1
#define endUntold 2
#define claimOwns 3
#define ownerUnasked 4
#define outcomeUntold 5
#define promotedEarly 6
#define restoredUnread 7
#define isPlanted(bug) (PLANTED == bug)

/* Words about releases, four bits each: one for a release. */
#define RELEASED(r) (1 << (r))
#define ACCEPTED(r) (16 << (r))
#define ENTERED(r) (256 << (r))
#define DENIED(r) (4096 << (r))
#define DECLINED(r) (65536 << (r))
#define CANCELLED 1048576	/* of release 1 */
/* Words about claims. */
#define CLAIMED 1
#define MATCHED 2
#define WITHDRAWN 4
#define REFERRED(c, owner) ((8 << (owner)) << (c) * 3)		/* A, B, C */
#define ANOTHER(c, owner) ((512 << (owner)) << (c) * 3)
#define PROMOTED(c) (32768 << (c))
#define SEPARATE(c) (131072 << (c))

int held[4];		/* about releases */
int said[4];		/* about claims */
int savedHeld, savedSaid;
bool hasBackup;
bool wasRestored;
bool gave;		/* somebody has released once */

#define has(n, f) ((held[n] & (f)) != 0)
#define heard(n, f) ((said[n] & (f)) != 0)
#define know(n, f) held[n] = held[n] | (f)
#define hear(n, f) said[n] = said[n] | (f)

#define E(n, r) has(n, ENTERED(r))
#define D(n, r) (has(n, DENIED(r)) && !E(n, r))
/* EpochGraph.heads: 1 is followed by 2 and 3. */
#define head1(n) (E(n, 1) && !E(n, 2) && !E(n, 3))
#define heads(n) (E(n, 0) + head1(n) + E(n, 2) + E(n, 3))
#define contested(n) (heads(n) > 1)

/* Custody.right, of each station by its own scope. */
#define stands(n, r) (has(n, RELEASED(r)) && !D(n, r) && !E(n, r))
#define standsUncancelled(n) (stands(n, 1) && !has(n, CANCELLED))
#define provisional(n, r) (has(n, ACCEPTED(r)) && !E(n, r) && !D(n, r) && !has(n, DECLINED(r)))
#define provisionalA provisional(A, 3)
#define provisionalB (provisional(B, 0) || provisional(B, 2))
#define provisionalC (provisional(C, 1) && !stands(C, 2) && !stands(C, 3))
#define firstA (heads(A) == 0 && !stands(A, 0) && !standsUncancelled(A))
#define activeA (!provisional(A, 3) && (firstA || (heads(A) == 1 && E(A, 3))))
#define activeB (!provisionalB && heads(B) == 1 && (E(B, 0) || E(B, 2)))
#define activeC (!provisional(C, 1) && heads(C) == 1 && head1(C) && !stands(C, 2) && !stands(C, 3))
/* What was taken back and may have been entered is A's only until it hears. */
#define surelyA (activeA && !(stands(A, 1) && has(A, CANCELLED)))

/* Ledger (SyncCore/Transfer): claims, and who owns. */
#define open0 (heard(K, MATCHED | REFERRED(0, A) | REFERRED(0, C)) && !heard(K, PROMOTED(0) | SEPARATE(0)))
/* claimLateCancels */
#define open1 (E(K, 1) && has(K, CANCELLED) && !heard(K, PROMOTED(1) | SEPARATE(1)))
#define ownerA (heads(K) == 0 || (heads(K) == 1 && E(K, 3)))
#define ownerB (heads(K) == 1 && (E(K, 0) || E(K, 2)))
#define ownerC (heads(K) == 1 && head1(K))

#define undecided(r) (has(K, RELEASED(r)) && !E(K, r) && !has(K, DENIED(r)))
/* isAccepted: whoever claims has accepted, and whoever gives on has. */
#define accepted0 (has(K, ACCEPTED(0)) || open0)
#define accepted1 (has(K, ACCEPTED(1) | RELEASED(2) | RELEASED(3)))
#define accepted2 (has(K, ACCEPTED(2)) || open0)
#define accepted3 (has(K, ACCEPTED(3)) || open1)
/* Ledger.decision, in its order. */
#define free(r) (undecided(r) && (heads(K) == 0 || isPlanted(ownerUnasked)))
#define overtaken(r) (undecided(r) && heads(K) != 0 && !isPlanted(ownerUnasked))
#define next(r) (undecided(r) && E(K, 1) && heads(K) == 1 && head1(K))
#define overtakenNext(r) (undecided(r) && E(K, 1) && !head1(K))
#define deny0 (overtaken(0) || (free(0) && has(K, DECLINED(0))))
#define deny1 (overtaken(1) || (free(1) && has(K, DECLINED(1) | CANCELLED)))
#define denyNext(r) ((undecided(r) && D(K, 1)) || overtakenNext(r) || (next(r) && has(K, DECLINED(r))))
#define enter0 (free(0) && !has(K, DECLINED(0)) && accepted0)
#define enter1 (free(1) && !has(K, DECLINED(1) | CANCELLED) && accepted1)
#define enter2 (next(2) && !has(K, DECLINED(2)) && accepted2)
#define enter3 (next(3) && !has(K, DECLINED(3)) && accepted3)
#define decides (deny0 || enter0 || deny1 || enter1 || denyNext(2) || enter2 || denyNext(3) || enter3)

/* Ledger.claimsToMove */
#define gaveUp heard(K, WITHDRAWN)
#define referred0 heard(K, REFERRED(0, A) | REFERRED(0, C))
#define refer0(owner) (!heard(K, REFERRED(0, owner)) && !(isPlanted(claimAskedOnce) && referred0))
#define promisedB has(K, RELEASED(0) | RELEASED(2))

/* Until nothing is owed: decisions first, then claims; between them ClaimDuties.match. */
#define rule() \
	do \
	:: deny0 -> know(K, DENIED(0)) \
	:: enter0 -> know(K, ENTERED(0)) \
	:: deny1 -> know(K, DENIED(1)) \
	:: enter1 -> know(K, ENTERED(1)) \
	:: denyNext(2) -> know(K, DENIED(2)) \
	:: enter2 -> know(K, ENTERED(2)) \
	:: denyNext(3) -> know(K, DENIED(3)) \
	:: enter3 -> know(K, ENTERED(3)) \
	:: heard(K, CLAIMED) && !heard(K, MATCHED | WITHDRAWN | PROMOTED(0)) -> hear(K, MATCHED) \
	:: isPlanted(promotedEarly) && open0 && promisedB -> hear(K, PROMOTED(0)) \
	:: isPlanted(claimOwns) && open0 && heads(K) == 0 -> know(K, ENTERED(0)) \
	:: !decides && open0 && gaveUp -> hear(K, SEPARATE(0)) \
	:: !decides && open0 && !gaveUp && ownerB -> hear(K, PROMOTED(0)) \
	:: !decides && open0 && !gaveUp && ownerA && refer0(A) -> hear(K, REFERRED(0, A)) \
	:: !decides && open0 && !gaveUp && ownerC && refer0(C) -> hear(K, REFERRED(0, C)) \
	:: !decides && open0 && !gaveUp && ownerA && heard(K, REFERRED(0, A)) && heard(K, ANOTHER(0, A)) -> hear(K, SEPARATE(0)) \
	:: !decides && open0 && !gaveUp && ownerC && heard(K, REFERRED(0, C)) && heard(K, ANOTHER(0, C)) -> hear(K, SEPARATE(0)) \
	:: !decides && open1 && ownerA -> hear(K, PROMOTED(1)) \
	:: !decides && open1 && ownerB && !heard(K, REFERRED(1, B)) -> hear(K, REFERRED(1, B)) \
	:: !decides && open1 && ownerC && !heard(K, REFERRED(1, C)) -> hear(K, REFERRED(1, C)) \
	:: !decides && open1 && ownerB && heard(K, REFERRED(1, B)) && heard(K, ANOTHER(1, B)) -> hear(K, SEPARATE(1)) \
	:: !decides && open1 && ownerC && heard(K, REFERRED(1, C)) && heard(K, ANOTHER(1, C)) -> hear(K, SEPARATE(1)) \
	:: else -> break \
	od

/* What stands in whose scope: TransferRoutes.stations. An entry is told to everybody who gave or took in it or in
   what it rests on, and to the home (Ledger.parties); a contest tells all of it. */
#define entries (ENTERED(0) | ENTERED(1) | ENTERED(2) | ENTERED(3))
#define contest (contested(K) * entries)
#define pair(r) (RELEASED(r) | DENIED(r))
#define taking(r) (ACCEPTED(r) | DECLINED(r))
#define atA (pair(0) | pair(1) | pair(3) | taking(3) | CANCELLED | ENTERED(3) | !isPlanted(outcomeUntold) * entries)
#define atB (pair(0) | pair(2) | taking(0) | taking(2) | ENTERED(0) | ENTERED(2) | E(K, 2) * ENTERED(1) | contest)
#define atC (pair(1) | pair(2) | pair(3) | taking(1) | ENTERED(1) | ENTERED(2) | ENTERED(3) | contest)
#define ends(c, n) (heard(K, REFERRED(c, n)) * (PROMOTED(c) | SEPARATE(c)))
#define claimant0 (CLAIMED | MATCHED | WITHDRAWN | !isPlanted(endUntold) * (PROMOTED(0) | SEPARATE(0)))
#define aboutA (REFERRED(0, A) | ANOTHER(0, A) | ends(0, A) | PROMOTED(1) | SEPARATE(1))
#define aboutB (claimant0 | REFERRED(1, B) | ANOTHER(1, B) | ends(1, B))
#define aboutC (REFERRED(0, C) | ANOTHER(0, C) | ends(0, C) | REFERRED(1, C) | ANOTHER(1, C) | ends(1, C))

/* Whose words these are: they stand in logs of their own, and after a restore the own one may come before or
   after the others. */
#define denials (DENIED(0) | DENIED(1) | DENIED(2) | DENIED(3))
#define byK (entries | denials)
#define referrals (REFERRED(0, A) | REFERRED(0, C) | REFERRED(1, B) | REFERRED(1, C))
#define saidByK (MATCHED | referrals | PROMOTED(0) | SEPARATE(0) | PROMOTED(1) | SEPARATE(1))
#define byA (RELEASED(0) | RELEASED(1) | CANCELLED | taking(3))
#define saidByA ANOTHER(0, A)
#define byB (taking(0) | taking(2))
#define saidByB (CLAIMED | WITHDRAWN | ANOTHER(1, B))
#define byC (RELEASED(2) | RELEASED(3) | taking(1))
#define saidByC (ANOTHER(0, C) | ANOTHER(1, C))

#define up(s, at) (held[s] & (at) & ~held[K])
#define upSaid(s, about) (said[s] & (about) & ~said[K])
#define down(s, at) (held[K] & (at) & ~held[s])
#define downSaid(s, about) (said[K] & (about) & ~said[s])
#define some(words, claims) ((words) != 0 || (claims) != 0)

#define exchange(s, at, about, bys, saidBys) \
end:	do \
	:: atomic { some(up(s, at) & ~byK, upSaid(s, about) & ~saidByK) -> \
		know(K, up(s, at) & ~byK); hear(K, upSaid(s, about) & ~saidByK); rule() } \
	:: atomic { !isPlanted(restoredUnread) && some(up(s, at) & byK, upSaid(s, about) & saidByK) -> \
		know(K, up(s, at) & byK); hear(K, upSaid(s, about) & saidByK); rule() } \
	:: atomic { some(down(s, at) & bys, downSaid(s, about) & saidBys) -> \
		know(s, down(s, at) & bys); hear(s, downSaid(s, about) & saidBys) } \
	:: atomic { some(down(s, at) & ~(bys), downSaid(s, about) & ~(saidBys)) -> \
		know(s, down(s, at) & ~(bys)); hear(s, downSaid(s, about) & ~(saidBys)) } \
	od
proctype LineA() { exchange(A, atA, aboutA, byA, saidByA) }
proctype LineB() { exchange(B, atB, aboutB, byB, saidByB) }
proctype LineC() { exchange(C, atC, aboutC, byC, saidByC) }

/* Custody.basis: who holds may give, for good, in a contest, or provisionally. */
#define mayGive(r) (!has(C, RELEASED(r)) && (activeC || provisionalC))

/* Nobody has to do anything of this (Commands/Transfers/TransferCommands). */
proctype People() {
end:	do
	:: atomic { firstA && !has(A, RELEASED(0)) -> know(A, RELEASED(0)); gave = true }
	:: atomic { firstA && !has(A, RELEASED(1)) -> know(A, RELEASED(1)); gave = true }
	/* .cancel, after the entry too: A does not say so twice. */
	:: atomic { CLAIMANTS != 1 && has(A, RELEASED(1)) && !D(A, 1) && !has(A, CANCELLED) -> know(A, CANCELLED) }
	:: atomic { mayGive(2) -> know(C, RELEASED(2)) }
	/* .claim, and .cancel of one */
	:: atomic { CLAIMANTS != 2 && !heard(B, CLAIMED) && !activeB && !provisionalB -> hear(B, CLAIMED) }
	:: atomic { heard(B, CLAIMED) && !heard(B, WITHDRAWN | PROMOTED(0) | SEPARATE(0)) -> hear(B, WITHDRAWN) }
	:: atomic { RESTORED != NOBODY && !hasBackup && !wasRestored ->
		savedHeld = held[RESTORED]; savedSaid = said[RESTORED]; hasBackup = true }
	:: atomic { hasBackup ->
		held[RESTORED] = savedHeld; said[RESTORED] = savedSaid; savedHeld = 0; savedSaid = 0;
		hasBackup = false; wasRestored = true }
	od
}

/* What somebody does in the end: who is offered something takes or declines it (Custody.offer), who is asked
   releases or says that it is another person (Custody.openReferrals, TransferCommands.decline). */
#define offered(n, r) (stands(n, r) && !has(n, taking(r)))
#define over(n, c) heard(n, PROMOTED(c) | SEPARATE(c))
#define asked(n, c) (heard(n, REFERRED(c, n)) && !heard(n, ANOTHER(c, n)) && !over(n, c))
#define askedA (activeA && asked(A, 0))
#define askedB (activeB && asked(B, 1))
#define askedC0 (activeC && asked(C, 0))
#define askedC1 (activeC && asked(C, 1))

proctype Answerers() {
end:	do
	:: atomic { offered(B, 0) -> if :: know(B, ACCEPTED(0)) :: know(B, DECLINED(0)) fi }
	:: atomic { offered(C, 1) -> if :: know(C, ACCEPTED(1)) :: know(C, DECLINED(1)) fi }
	:: atomic { offered(B, 2) -> if :: know(B, ACCEPTED(2)) :: know(B, DECLINED(2)) fi }
	:: atomic { offered(A, 3) -> if :: know(A, ACCEPTED(3)) :: know(A, DECLINED(3)) fi }
	:: atomic { askedA && firstA && !has(A, RELEASED(0)) -> know(A, RELEASED(0)); gave = true }
	:: atomic { askedA -> hear(A, ANOTHER(0, A)) }
	:: atomic { askedB -> hear(B, ANOTHER(1, B)) }
	:: atomic { askedC0 && !has(C, RELEASED(2)) -> know(C, RELEASED(2)) }
	:: atomic { askedC0 -> hear(C, ANOTHER(0, C)) }
	:: atomic { askedC1 && !has(C, RELEASED(3)) -> know(C, RELEASED(3)) }
	:: atomic { askedC1 -> hear(C, ANOTHER(1, C)) }
	od
}

/*
 * Nothing is on its way, and nobody has to do anything more. Words only grow, and one disk is put back once,
 * so every run in which lines are tried for ever and everybody does what they have to comes to such a state:
 * what holds in all of them is what will be in the end, and needs no fairness to be checked.
 */
#define unread (isPlanted(restoredUnread) * byK)
#define unheard (isPlanted(restoredUnread) * saidByK)
#define stillUp(s, at, about) (!some(up(s, at) & ~unread, upSaid(s, about) & ~unheard))
#define stillAt(s, at, about) (stillUp(s, at, about) && !some(down(s, at), downSaid(s, about)))
#define still (stillAt(A, atA, aboutA) && stillAt(B, atB, aboutB) && stillAt(C, atC, aboutC))
#define answered (!offered(B, 0) && !offered(C, 1) && !offered(B, 2) && !offered(A, 3) \
	&& !askedA && !askedB && !askedC0 && !askedC1)
#define quiet (still && answered)

/* In the end one station records, the one that the sequencer takes for it; or, where that one was put back,
   there is a contest of which everybody knows. */
#define ownerRecords ((!ownerA || activeA) && (!ownerB || activeB) && (!ownerC || activeC))
#define nobodyWaits (!provisionalA && !provisionalB && !provisionalC)
#define single (activeA + activeB + activeC == 1 && ownerRecords && nobodyWaits)
#define known (contested(A) && contested(B) && contested(C) && RESTORED == K && wasRestored)
#define ONE_OWNER (!quiet || (contested(K) -> known : single))
/* At no time do two take themselves for the owner for good, before anybody was put back; and after B was, too. */
#define NEVER_TWO ((wasRestored && RESTORED != B) || surelyA + activeB + activeC <= 1)
/* A claim ends, and the claimant hears of it; but for a contest that nobody has settled. */
#define ended (!open0 && !open1 && (!heard(B, CLAIMED) || over(B, 0) || heard(B, WITHDRAWN)))
#define CLAIM_ENDS (!quiet || contested(K) || ended)
/* What a claim and a release come to is one: who was promoted records, unless it gave on; and nobody owns but by
   a release of A. */
#define PROMOTED_OWNS (!quiet || contested(K) || !heard(B, PROMOTED(0)) || activeB)
#define BY_RELEASE (!(E(K, 0) || E(K, 1)) || gave)

#ifndef ONLY
#define ONLY 0		/* all of them */
#endif
#define watched(number) (ONLY == 0 || ONLY == number)
proctype Watch() {
end:	do
	:: atomic { watched(1) && !ONE_OWNER -> printf("shown: one_owner\n"); assert(false) }
	:: atomic { watched(2) && !NEVER_TWO -> printf("shown: never_two\n"); assert(false) }
	:: atomic { watched(3) && !CLAIM_ENDS -> printf("shown: claim_ends\n"); assert(false) }
	:: atomic { watched(4) && !PROMOTED_OWNS -> printf("shown: promoted_owns\n"); assert(false) }
	:: atomic { watched(5) && !BY_RELEASE -> printf("shown: by_release\n"); assert(false) }
	/* No properties: what can be at the end, or the others would say little. */
	:: atomic { ONLY == 11 && quiet && heard(B, PROMOTED(0)) -> printf("shown: promoted\n"); assert(false) }
	:: atomic { ONLY == 12 && quiet && heard(B, SEPARATE(0)) && !heard(B, WITHDRAWN) ->
		printf("shown: separate\n"); assert(false) }
	:: atomic { ONLY == 13 && quiet && heard(A, PROMOTED(1)) -> printf("shown: returned\n"); assert(false) }
	:: atomic { ONLY == 14 && quiet && heard(A, SEPARATE(1)) && E(K, 2) -> printf("shown: passed_on\n"); assert(false) }
	:: atomic { ONLY == 15 && quiet && contested(K) -> printf("shown: contest\n"); assert(false) }
	od
}

init { atomic { run LineA(); run LineB(); run LineC(); run People(); run Answerers(); run Watch() } }
