/*
 * A profile that goes to B and comes back to A (docs/TRANSFER.md), at small scope, in the terms of
 * transfer-profile.pml: A ── K ── L ── B, words that only grow but for a restore, and parts that are dropped where an
 * erasing word is held. Nobody claims or takes back here. `Scripts/model` runs this.
 *
 *   release 0: A -> B, rests on nothing
 *   release 1: B -> A, rests on 0; A takes the volunteer over again, whether it has closed by then or not
 */

#define A 0
#define K 1
#define L 2
#define B 3
#define NOBODY 4

#ifndef RESTORED
#define RESTORED B	/* whose disk is put back, once, at any time */
#endif
#ifndef PLANTED
#define PLANTED none	/* a wrong belief, by name */
#endif
#define none 0
#define closedUntaken 1
#define erasureKept 2
#define partsNotWritten 3
#define outcomeUntold 4
#define isPlanted(bug) (PLANTED == bug)

/* Words. */
#define RELEASED 1
#define ACCEPTED 2		/* with OPENED, in one commit: NodeHome.takeOver */
#define ENTERED 4
#define TAKEN 8
#define CLOSED 16		/* A's, with the request to erase: CommitDoor.close */
#define KEPT 32			/* that request is taken back */
#define ERASED_A 64		/* of the parts that A had first */
#define RELEASED1 128
#define ACCEPTED1 256		/* with PROFILE2 */
#define ENTERED1 512
#define TAKEN1 1024
#define CLOSED1 2048		/* B's */
#define ERASED_B 4096
/* Parts. */
#define PROFILE 8192		/* of A's record, as it was */
#define PROFILE2 16384		/* as written again: CommitDoor.write(handedOver:) */
#define OPENED 32768		/* of B's record */
#define SEALED 65536		/* under release 0, in A's scope; OFFERED: in B's */
#define OFFERED 131072
#define SEALED1 262144		/* under release 1, in B's scope; OFFERED1: in A's */
#define OFFERED1 524288

int held[4];
int saved;
bool hasBackup;
bool wasRestored;
bool paper, paper1;	/* passports were written; nobody's disk forgets them */

#define has(n, f) ((held[n] & (f)) != 0)
#define know(n, f) held[n] = held[n] | (f)

/* Custody.right, of each station by its own scope. */
#define provisionalA (has(A, ACCEPTED1) && !has(A, ENTERED1))
#define firstA (!has(A, RELEASED) && !has(A, ENTERED) && !has(A, ACCEPTED1))
#define activeA (has(A, ENTERED1) || firstA)
#define provisionalB (has(B, ACCEPTED) && !has(B, ENTERED) && !has(B, ENTERED1) && !has(B, RELEASED1))
#define activeB (has(B, ENTERED) && !has(B, ENTERED1) && !has(B, RELEASED1))
/* StoreView.volunteer: a hidden record shows nothing. */
#define shownA (has(A, PROFILE | PROFILE2) && (!has(A, CLOSED) || has(A, KEPT)))
#define shownB (has(B, OPENED) && !has(B, CLOSED1))

/* Purge (Store/Erasure). */
#define purge(n) held[n] = held[n] & ~(has(n, ERASED_A) * PROFILE | has(n, ERASED_B) * OPENED)

/* Ledger.rulings; whoever gives on has accepted. Then TransferDuties.takeBackErasures, of A's scope. */
#define enter0 (has(K, RELEASED) && !has(K, ENTERED) && has(K, ACCEPTED | RELEASED1))
#define enter1 (has(K, RELEASED1) && !has(K, ENTERED1) && has(K, ENTERED) && has(K, ACCEPTED1))
#define holdingA_K (has(K, ENTERED1 | ACCEPTED1) || !has(K, RELEASED | ENTERED))
inline rule() {
	do
	:: enter0 -> know(K, ENTERED)
	:: enter1 -> know(K, ENTERED1)
	:: has(K, CLOSED) && !has(K, KEPT) && holdingA_K && !isPlanted(erasureKept) -> know(K, KEPT)
	:: else -> break
	od;
	purge(K)
}

/* Custody.duties: of the epoch that is the head here, whatever the station has accepted besides. So A closes what it
   has taken again provisionally, and its county takes the request to erase back: till then A does not see who it is. */
#define mayClose (has(A, ENTERED) && !has(A, ENTERED1) && (has(A, TAKEN) || isPlanted(closedUntaken)))
inline dutiesA() {
	if
	:: has(A, ENTERED1) && has(A, ACCEPTED1) -> know(A, TAKEN1)
	:: mayClose -> know(A, CLOSED)
	:: else
	fi;
	purge(A)
}
inline dutiesB() {
	if
	:: has(B, ENTERED) && !has(B, ENTERED1) && has(B, ACCEPTED) -> know(B, TAKEN)
	:: has(B, ENTERED1) && (has(B, TAKEN1) || isPlanted(closedUntaken)) -> know(B, CLOSED1)
	:: else
	fi;
	purge(B)
}
#define dutiesL() purge(L)

/* What stands in whose scope, and what goes between the counties: TransferRoutes. An entry of 1 shows 0. */
#define atA (RELEASED | SEALED | ENTERED | TAKEN | CLOSED | KEPT | ERASED_A | RELEASED1 | OFFERED1 | ACCEPTED1 \
	| ENTERED1 | TAKEN1 | PROFILE | PROFILE2)
#define atB (RELEASED | OFFERED | ACCEPTED | OPENED | ENTERED | ENTERED1 | TAKEN | RELEASED1 | SEALED1 | TAKEN1 \
	| CLOSED1 | ERASED_B)
#define betweenUp (RELEASED | ACCEPTED | TAKEN | RELEASED1 | ENTERED | ENTERED1 | TAKEN1)
#define betweenDown (RELEASED | ACCEPTED | TAKEN | RELEASED1 | ENTERED | ENTERED1 | TAKEN1)
#define erasedAt(n) (has(n, ERASED_A) * PROFILE | has(n, ERASED_B) * OPENED)
#define news(n, from) ((from) & ~held[n] & ~erasedAt(n))
/* The sealed part goes with the word, the first time. */
#define offerDown ((has(K, SEALED) && !has(L, RELEASED)) * OFFERED)
#define offerUp ((has(L, SEALED1) && !has(K, RELEASED1)) * OFFERED1)

#define newsKA news(K, held[A] & atA)
#define newsAK news(A, held[K] & atA)
#define newsKL news(K, held[L] & betweenUp)
#define untold (isPlanted(outcomeUntold) * (RELEASED1 | ENTERED1))
#define newsLK news(L, held[K] & betweenDown & ~untold)
#define newsLB news(L, held[B] & atB)
#define newsBL news(B, held[L] & atB)

/* A node's own words come back to it, once its disk was put back, before those of others or after them. */
#define byA (RELEASED | SEALED | CLOSED | KEPT | ACCEPTED1 | TAKEN1 | PROFILE | PROFILE2)
#define byK (ENTERED | ENTERED1 | ERASED_A | KEPT | OFFERED1)
#define byL (ENTERED | ENTERED1 | ERASED_B | OFFERED | TAKEN1)
#define byB (ACCEPTED | TAKEN | RELEASED1 | SEALED1 | CLOSED1 | OPENED)
/* Accepts show their releases: passports. */
#define shown0(n, from) (((from) & ACCEPTED & ~held[n]) != 0) * (RELEASED & ~held[n])
#define shown1(n, from) (((from) & ACCEPTED1 & ~held[n]) != 0) * (RELEASED1 & ~held[n])

proctype LineA() {
end:	do
	:: atomic { (newsKA & ~byK) != 0 -> know(K, newsKA & ~byK); rule() }
	:: atomic { (newsKA & byK) != 0 -> know(K, newsKA & byK | has(A, OFFERED1) * RELEASED1); rule() }
	:: atomic { (newsAK & byA) != 0 -> know(A, newsAK & byA | shown1(A, held[K])); dutiesA() }
	:: atomic { (newsAK & ~byA) != 0 -> know(A, newsAK & ~byA); dutiesA() }
	od
}

proctype LineCounties() {
end:	do
	:: atomic { (newsKL & ~byK) != 0 -> know(K, newsKL & ~byK | offerUp); rule() }
	:: atomic { (newsKL & byK) != 0 -> know(K, newsKL & byK); rule() }
	:: atomic { newsLK != 0 -> know(L, newsLK | offerDown); dutiesL() }
	od
}

proctype LineB() {
end:	do
	:: atomic { (newsLB & ~byL) != 0 -> know(L, newsLB & ~byL); dutiesL() }
	:: atomic { (newsLB & byL) != 0 -> know(L, newsLB & byL | has(B, OFFERED) * RELEASED); dutiesL() }
	:: atomic { (newsBL & byB) != 0 -> know(B, newsBL & byB | shown0(B, held[L])); dutiesB() }
	:: atomic { (newsBL & ~byB) != 0 -> know(B, newsBL & ~byB); dutiesB() }
	od
}

/* takeOver at A: what is handed over is written in any case, with parts of its own, and requests to erase that are
   known here are taken back. */
#define again (isPlanted(partsNotWritten) && has(A, PROFILE) -> 0 : PROFILE2)
#define takenBack (ACCEPTED1 | again | has(A, CLOSED) * KEPT)

/* Nobody has to do anything of this. */
proctype People() {
end:	do
	:: atomic { firstA && shownA -> know(A, RELEASED | SEALED); paper = true }
	:: atomic { paper && !has(B, ACCEPTED | ENTERED | ENTERED1) -> know(B, RELEASED | ACCEPTED | OPENED); dutiesB() }
	:: atomic { (activeB || provisionalB) && shownB -> know(B, RELEASED1 | SEALED1); paper1 = true }
	/* The passport shows B's accept, too. */
	:: atomic { paper1 && !has(A, ACCEPTED1 | ENTERED1) -> know(A, RELEASED1 | takenBack); dutiesA() }
	/* CommitDoor.erase: a county, of the parts that it holds. */
	:: atomic { has(K, CLOSED) && !has(K, KEPT) && !has(K, ERASED_A) -> know(K, ERASED_A); purge(K) }
	:: atomic { has(L, CLOSED1) && has(L, OPENED) -> know(L, ERASED_B); purge(L) }
	:: atomic { RESTORED != NOBODY && !hasBackup && !wasRestored -> saved = held[RESTORED]; hasBackup = true }
	:: atomic { hasBackup -> held[RESTORED] = saved; saved = 0; hasBackup = false; wasRestored = true }
	od
}

#define mayAccept (has(B, RELEASED) && has(B, OFFERED) && !has(B, ACCEPTED | ENTERED1))
#define mayAccept1 (has(A, RELEASED1) && has(A, OFFERED1) && !has(A, ACCEPTED1))
/* Whoever is offered something takes it; NodeHome.openDossiers, where it was entered already. */
proctype Answerers() {
end:	do
	:: atomic { mayAccept -> know(B, ACCEPTED | OPENED); dutiesB() }
	:: atomic { mayAccept1 -> know(A, takenBack); dutiesA() }
	od
}

/* See transfer-profile.pml. */
#define still (newsKA == 0 && newsAK == 0 && newsKL == 0 && newsLK == 0 && newsLB == 0 && newsBL == 0)
#define quiet (still && !mayAccept && !mayAccept1)

#define openedA (has(A, PROFILE2) || has(K, PROFILE2))
#define firstHeld (has(A, PROFILE) || has(K, PROFILE))
#define openedB (has(B, OPENED) || has(L, OPENED))
/* Nobody closes before the taker, or its county, holds what it has opened. */
#define closed0 (has(A, CLOSED) || has(K, CLOSED | ERASED_A))
#define closed1 (has(B, CLOSED1) || has(L, CLOSED1 | ERASED_B))
#define TAKEN_FIRST ((!closed0 || openedB || openedA) && (!closed1 || openedA || firstHeld))
/* Somebody holds it opened. */
#define NEVER_LOST (firstHeld || openedA || openedB)
/* One station records, and shows the profile; the other one has closed. */
#define ONE_OWNER (!quiet || (activeA + activeB == 1 && !provisionalA && !provisionalB))
#define wentB (activeB && shownB && has(A, CLOSED))
#define cameBack (has(A, ENTERED1) && shownA && has(B, CLOSED1))
#define FOLLOWS (!quiet || (firstA && shownA) || wentB || cameBack)

#ifndef ONLY
#define ONLY 0		/* all of them */
#endif
#define watched(number) (ONLY == 0 || ONLY == number)
proctype Watch() {
end:	do
	:: atomic { watched(1) && !NEVER_LOST -> printf("shown: never_lost\n"); assert(false) }
	:: atomic { watched(2) && !TAKEN_FIRST -> printf("shown: taken_first\n"); assert(false) }
	:: atomic { watched(3) && !ONE_OWNER -> printf("shown: one_owner\n"); assert(false) }
	:: atomic { watched(4) && !FOLLOWS -> printf("shown: follows\n"); assert(false) }
	/* No properties: what can be at the end, or the others would say little. */
	:: atomic { ONLY == 11 && quiet && has(A, ERASED_A) && has(B, ERASED_B) -> printf("shown: both_erased\n"); assert(false) }
	:: atomic { ONLY == 12 && provisionalA && !shownA -> printf("shown: hidden_meanwhile\n"); assert(false) }
	od
}

init { atomic {
	held[A] = PROFILE; held[K] = PROFILE;
	run LineA(); run LineCounties(); run LineB(); run People(); run Answerers(); run Watch()
} }
