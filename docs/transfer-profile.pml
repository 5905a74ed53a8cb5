/*
 * What becomes of the profile in a transfer, and of a claim between two counties (docs/TRANSFER.md), at small
 * scope: A registered one volunteer, B takes them over, each station has a county. `Scripts/model` runs this.
 *
 *   A ── K ── L ── B        K: A's county and the sequencer;  L: B's county
 *
 * A node is a set of facts, as in transfer.pml: words, which only grow but for a restore, and parts, which are
 * dropped where an erasing word is held. A line copies what one end holds and the other has to hold: not
 * everything, but what `TransferRoutes.stations` and `.destinations` (SyncCore/Transfer) name. A node does
 * what it owes in the transaction in which something came (`TransferDuties.run`, Store/Transfer): here in the
 * same atomic step. What people do, and opening what is sealed (`NodeHome.openDossiers`, Node/Transfers), are
 * steps of their own.
 */

#define A 0
#define K 1
#define L 2
#define B 3
#define NOBODY 4

#ifndef RESTORED
#define RESTORED B	/* whose disk is put back, once, at any time */
#endif
#ifndef CLAIMS
#define CLAIMS 1	/* 0: B never claims */
#endif
#ifndef PAPER
#define PAPER 1		/* 0: nobody carries a passport */
#endif
#ifndef STRICT
#define STRICT 0	/* 1: shows what does not hold, see FOLLOWS */
#endif
#ifndef PLANTED
#define PLANTED none	/* a wrong belief, by name, as `PlantedBug` (SyncCore/Seams) has some of them */
#endif
#define none 0
#define closedUntaken 1
#define takenUnopened 2
#define deniedKept 3
#define endUntold 4
#define claimOwns 5
#define erasureKept 6
#define ownUnread 7
#define outcomeUntold 8
#define isPlanted(bug) (PLANTED == bug)

/* Words. */
#define RELEASED 1		/* A -> B, rests on nothing */
#define CANCELLED 2
#define ACCEPTED 4		/* in one commit with the profile: NodeHome.takeOver */
#define ENTERED 8
#define DENIED 16
#define TAKEN 32
#define CLOSED 64		/* A's, with the request to erase: CommitDoor.close */
#define DROPPED 128		/* the same word of B's about a release that came to nothing */
#define KEPT 256		/* that request is taken back */
#define REOPENED 512		/* a second accept, with parts of its own */
#define ERASED_A 1024
#define ERASED_B 2048
#define CLAIMED 4096
#define MATCHED 8192
#define REFERRED 16384
#define ANOTHER 32768		/* the owner's answer: another person */
#define WITHDRAWN 65536		/* the claimant's */
#define PROMOTED 131072
#define SEPARATE 262144
/* Parts. */
#define PROFILE 524288		/* of A's record */
#define SEALED 1048576		/* under the release, where A said it or whoever carries it */
#define OFFERED 2097152		/* the same in B's scope */
#define OPENED 4194304		/* of B's record, as first written */
#define OPENED2 8388608		/* as written again */

int held[4];
int saved;
bool hasBackup;
bool wasRestored;
bool paper;		/* a passport was written; nobody's disk forgets it */

#define has(n, f) ((held[n] & (f)) != 0)
#define hasAll(n, f) ((held[n] & (f)) == (f))
#define know(n, f) held[n] = held[n] | (f)

/* Custody.right, of each station by its own scope. */
#define standing(n) (has(n, RELEASED) && !has(n, ENTERED) && !has(n, DENIED) && !has(n, CANCELLED))
#define activeA (!has(A, ENTERED) && !standing(A))
#define provisionalB (has(B, ACCEPTED) && !has(B, ENTERED) && !has(B, DENIED))
#define activeB (has(B, ENTERED))
#define notTransferredB (has(B, ACCEPTED) && !has(B, ENTERED) && has(B, DENIED))
#define shownA (has(A, PROFILE) && !has(A, CLOSED))
/* StoreView.volunteer: a hidden record shows nothing. */
#define shownB ((has(B, OPENED) && (!has(B, DROPPED) || has(B, KEPT))) || has(B, OPENED2))

/* Ledger (SyncCore/Transfer). */
#define openClaim (has(K, MATCHED | REFERRED) && !has(K, PROMOTED | SEPARATE))
/* isAccepted: whoever claims has accepted. */
#define accepted (has(K, ACCEPTED) || openClaim)
#define undecided (has(K, RELEASED) && !has(K, ENTERED) && !has(K, DENIED))

/* What is erased is dropped wherever it is, and whenever it comes: Purge (Store/Erasure). */
inline purge(n) {
	if
	:: has(n, ERASED_A) -> held[n] = held[n] & ~PROFILE
	:: else
	fi;
	if
	:: has(n, ERASED_B) -> held[n] = held[n] & ~OPENED
	:: else
	fi
}

/* The sequencer, until nothing is owed: Ledger.rulings, ClaimDuties.match and .withdraw (Store/Transfer). The
   search between counties (ClaimSearching) is a long way for one word: K says whom the claim means. */
inline rule() {
	do
	:: undecided && has(K, CANCELLED) -> know(K, DENIED)
	:: undecided && !has(K, CANCELLED) && accepted -> know(K, ENTERED)
	:: has(K, CLAIMED) && !has(K, MATCHED) && !has(K, WITHDRAWN) -> know(K, MATCHED)
	:: openClaim && isPlanted(claimOwns) && !has(K, ENTERED) -> know(K, ENTERED)
	/* Ledger.claimsToMove */
	:: openClaim && !undecided && has(K, WITHDRAWN) -> know(K, SEPARATE)
	:: openClaim && !undecided && !has(K, WITHDRAWN) && has(K, ENTERED) -> know(K, PROMOTED)
	:: openClaim && !has(K, WITHDRAWN) && !has(K, ENTERED) && !has(K, REFERRED) -> know(K, REFERRED)
	:: openClaim && !undecided && !has(K, WITHDRAWN) && !has(K, ENTERED) && hasAll(K, REFERRED | ANOTHER) -> know(K, SEPARATE)
	:: else -> break
	od;
	purge(K)
}

/* A's duties: Custody.closing, by TransferDuties.answer. */
inline dutiesA() {
	if
	:: has(A, ENTERED) && (has(A, TAKEN) || isPlanted(closedUntaken)) && !has(A, CLOSED) -> know(A, CLOSED)
	:: else
	fi;
	purge(A)
}

/* B's: Custody.deniedDossier and .takerDuties; TransferDuties.perform keeps *taken* back until the profile that
   was given up is held again. */
#define isHeldB ((has(B, ACCEPTED) && (!has(B, DROPPED) || shownB)) || isPlanted(takenUnopened))
#define mayTake (has(B, ENTERED) && !has(B, TAKEN) && isHeldB)
inline dutiesB() {
	purge(B);
	if
	:: notTransferredB && !has(B, DROPPED) && !isPlanted(deniedKept) -> know(B, DROPPED)
	:: else
	fi;
	if
	:: mayTake -> know(B, TAKEN)
	:: else
	fi
}

/* L's, but for the carrying: TransferDuties.takeBackErasures. */
#define holdingB_L (has(L, ENTERED) || (has(L, ACCEPTED) && !has(L, DENIED)))
inline dutiesL() {
	if
	:: has(L, DROPPED) && !has(L, KEPT) && holdingB_L && !isPlanted(erasureKept) -> know(L, KEPT)
	:: else
	fi;
	purge(L)
}

/* What stands in A's scope. PROMOTED, SEPARATE: Ledger.end tells the claimant and whom it was referred to. */
#define inA (RELEASED | CANCELLED | ENTERED | DENIED | TAKEN | CLOSED | ERASED_A | REFERRED | ANOTHER | PROFILE | SEALED)
#define toA (held[K] & (inA | has(K, REFERRED) * (PROMOTED | SEPARATE)) & ~(isPlanted(outcomeUntold) * ENTERED))
/* What goes between the counties: TransferRoutes.destinations. */
#define betweenDown (RELEASED | ENTERED | DENIED | TAKEN | ACCEPTED | REOPENED | MATCHED | PROMOTED | SEPARATE)
#define betweenUp (RELEASED | ACCEPTED | REOPENED | TAKEN | ENTERED | DENIED | MATCHED | PROMOTED | SEPARATE)
/* B's scope. */
#define inB (RELEASED | ACCEPTED | ENTERED | DENIED | TAKEN | DROPPED | KEPT | REOPENED | ERASED_B | CLAIMED \
	| MATCHED | WITHDRAWN | PROMOTED | SEPARATE | OFFERED | OPENED | OPENED2)

/* Parts that are erased at the other end are not new to it. */
#define erasedAt(n) (has(n, ERASED_A) * PROFILE | has(n, ERASED_B) * OPENED)
#define news(n, from) ((from) & ~held[n] & ~erasedAt(n))

/* Claims go on only while they stand; their withdrawal only where somebody was found (ClaimDuties.withdraw,
   ClaimSearch.callOff). */
#define claimUp ((has(L, CLAIMED) && !has(L, WITHDRAWN)) * CLAIMED \
	| hasAll(L, MATCHED | WITHDRAWN) * WITHDRAWN)
#define fromL ((held[L] & betweenUp) | claimUp)
/* The sealed profile goes with the release, the first time; where an accept by passport shows the release the
   word is here already, and is carried no more: TransferDuties.expand, TransferRoutes.owed, LostDossiers. */
#define sealedDown ((has(K, SEALED) && !has(L, RELEASED)) * SEALED)
#define fromK ((held[K] & betweenDown & ~(isPlanted(endUntold) * (PROMOTED | SEPARATE))) | sealedDown)

#define newsKA news(K, held[A] & inA)
#define newsAK news(A, toA)
#define newsKL news(K, fromL)
#define newsLK news(L, fromK)
#define newsLB news(L, held[B] & inB)
#define newsBL news(B, held[L] & inB)

/* What a node has written itself comes back to it, once its disk was put back, by a log of its own: before the
   others or after them. A hop of a release is in the log of who carried it; an accept by passport shows the
   release, in whatever log it stands. */
#define byA (RELEASED | CANCELLED | CLOSED | ANOTHER | PROFILE | SEALED)
#define byK(hop) (ENTERED | DENIED | ERASED_A | MATCHED | REFERRED | PROMOTED | SEPARATE | hop * RELEASED)
#define byL(hop) (ENTERED | DENIED | KEPT | ERASED_B | MATCHED | PROMOTED | SEPARATE | OFFERED | hop * RELEASED)
#define byB (ACCEPTED | TAKEN | DROPPED | KEPT | REOPENED | CLAIMED | WITHDRAWN | OPENED | OPENED2)
#define shownBy(n, from) (((from & ACCEPTED & ~held[n]) != 0) * (RELEASED & ~held[n]))

#define ownA (newsAK & byA)
#define othersA (newsAK & ~byA)
#define ownKA (newsKA & byK(0))
#define othersKA (newsKA & ~byK(0))
#define ownKL (newsKL & byK(has(L, SEALED)))
#define othersKL (newsKL & ~byK(1) | shownBy(K, fromL))
#define ownLB (newsLB & byL(has(B, OFFERED)))
#define othersLB (newsLB & ~byL(1) | shownBy(L, held[B]))
#define ownB ((newsBL & byB | shownBy(B, held[L])) * !isPlanted(ownUnread))
#define othersB (newsBL & ~byB)

proctype LineA() {
end:	do
	:: atomic { othersKA != 0 -> know(K, othersKA); rule() }
	:: atomic { ownKA != 0 -> know(K, ownKA); rule() }
	:: atomic { ownA != 0 -> know(A, ownA); dutiesA() }
	:: atomic { othersA != 0 -> know(A, othersA); dutiesA() }
	od
}

proctype LineCounties() {
end:	do
	:: atomic { othersKL != 0 -> know(K, othersKL); rule() }
	:: atomic { ownKL != 0 -> know(K, ownKL); rule() }
	/* Carried on into B's scope. */
	:: atomic { newsLK != 0 -> know(L, newsLK | ((newsLK & SEALED) != 0) * OFFERED); dutiesL() }
	od
}

proctype LineB() {
end:	do
	:: atomic { othersLB != 0 -> know(L, othersLB); dutiesL() }
	:: atomic { ownLB != 0 -> know(L, ownLB); dutiesL() }
	:: atomic { ownB != 0 -> know(B, ownB); dutiesB() }
	:: atomic { othersB != 0 -> know(B, othersB); dutiesB() }
	od
}

#define restoredNode held[RESTORED]

/* Nobody has to do anything of this. */
proctype People() {
end:	do
	/* TransferCommands.release; whose name is not shown is not given (`nameless`). */
	:: atomic { activeA && shownA && !has(A, RELEASED) -> know(A, RELEASED | SEALED); paper = true }
	/* TransferCommands.cancel. What comes after the entry is a claim: transfer-claims.pml. */
	:: atomic { standing(A) -> know(A, CANCELLED); dutiesA() }
	/* TransferCommands.accept of a passport: the release goes along as a warrant, its sealed part does not. */
	:: atomic { PAPER && paper && !has(B, ACCEPTED) && !has(B, ENTERED) && !has(B, DENIED) ->
		know(B, RELEASED | ACCEPTED | OPENED); dutiesB() }
	/* TransferCommands.claim, and .cancel of one. */
	:: atomic { CLAIMS && !has(B, CLAIMED) && !has(B, ACCEPTED) && !has(B, ENTERED) -> know(B, CLAIMED) }
	:: atomic { has(B, CLAIMED) && !has(B, WITHDRAWN | PROMOTED | SEPARATE) -> know(B, WITHDRAWN) }
	/* The county erases what it was asked to: CommitDoor.erase, of the parts that it holds. */
	:: atomic { has(K, CLOSED) && !has(K, ERASED_A) -> know(K, ERASED_A); purge(K) }
	:: atomic { has(L, DROPPED) && !has(L, KEPT) && has(L, OPENED) && !has(L, ERASED_B) ->
		know(L, ERASED_B); purge(L) }
	:: atomic { RESTORED != NOBODY && !hasBackup && !wasRestored -> saved = restoredNode; hasBackup = true }
	:: atomic { hasBackup && !wasRestored -> restoredNode = saved; saved = 0; hasBackup = false;
		wasRestored = true }
	od
}

/* What somebody does in the end: who is asked answers, who is offered something takes it, what is sealed is
   opened. */
#define mayAccept (standing(B) && !has(B, ACCEPTED) && has(B, OFFERED))
#define isAsked (activeA && has(A, REFERRED) && !has(A, ANOTHER) && !has(A, PROMOTED | SEPARATE))
#define mayOpen (has(B, ENTERED) && !has(B, ACCEPTED) && has(B, OFFERED))
#define mayReopen (hasAll(B, ENTERED | ACCEPTED | DROPPED | OFFERED) && !has(B, TAKEN) && !shownB)

proctype Answerers() {
end:	do
	:: atomic { mayAccept -> know(B, ACCEPTED | OPENED); dutiesB() }
	/* Custody.openReferrals: by a release, or by saying no (TransferCommands.decline). */
	:: atomic { isAsked && shownA && !has(A, RELEASED) -> know(A, RELEASED | SEALED); paper = true }
	:: atomic { isAsked -> know(A, ANOTHER) }
	/* NodeHome.openDossiers */
	:: atomic { mayOpen -> know(B, ACCEPTED | OPENED); dutiesB() }
	:: atomic { mayReopen -> know(B, REOPENED | OPENED2 | KEPT); dutiesB() }
	od
}

/*
 * Nothing is on its way, and nobody has to do anything more. Words only grow, and one disk is put back once,
 * so every run in which lines are tried for ever and everybody does what they have to comes to such a state:
 * what holds in all of them is what will be in the end, and needs no fairness to be checked.
 */
#define still (othersKA == 0 && ownKA == 0 && ownA == 0 && othersA == 0 && othersKL == 0 && ownKL == 0 \
	&& newsLK == 0 && othersLB == 0 && ownLB == 0 && ownB == 0 && othersB == 0)
#define quiet (still && !mayAccept && !isAsked && !mayOpen && !mayReopen)

#define openedSomewhere (has(B, OPENED | OPENED2) || has(L, OPENED | OPENED2))
#define over(n) has(n, WITHDRAWN | PROMOTED | SEPARATE)

/* Somebody holds it, or it is sealed where B can open it, or on the way there. */
#define sealedSomewhere (has(B, OFFERED) || has(L, OFFERED) || ((has(A, SEALED) || has(K, SEALED)) && !has(L, RELEASED)))
#define NEVER_LOST (has(A, PROFILE) || has(K, PROFILE) || openedSomewhere || sealedSomewhere)
/* Nobody closes before the taker, or its county, holds what it has opened. */
#define TAKEN_FIRST (!(has(A, CLOSED) || has(K, CLOSED | ERASED_A)) || openedSomewhere)
/* One station records. */
#define ONE_OWNER (!quiet || (activeA + activeB == 1 && !provisionalB && activeB == has(K, ENTERED)))
/* Whoever records shows the profile, and the other one has closed; what came to nothing is given up. */
#define atA (activeA && shownA && (!notTransferredB || has(B, DROPPED)))
#define atB (activeB && shownB && has(A, CLOSED))
/* But for one case that the protocol does not cover (docs/TRANSFER.md): B opened a passport, the release was denied,
   what B had opened was erased, and a sequencer that was put back entered it after all. B cannot open it again:
   the sealed part never came by the line. A keeps the profile. */
#define stranded (activeB && hasAll(B, DROPPED | ERASED_B) && !has(B, OFFERED) && !has(A, CLOSED))
#define FOLLOWS (!quiet || atA || atB || (stranded && !STRICT))
/* A claim ends, and the claimant hears of it. */
#define CLAIM_ENDS (!quiet || ((!has(B, CLAIMED) || over(B)) && !openClaim))
/* Nobody is promoted but by a release of the owner. */
#define BY_RELEASE ((!has(K, ENTERED) || paper) && (!has(B, PROMOTED) || has(B, ENTERED)))

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
	:: atomic { watched(5) && !CLAIM_ENDS -> printf("shown: claim_ends\n"); assert(false) }
	:: atomic { watched(6) && !BY_RELEASE -> printf("shown: by_release\n"); assert(false) }
	/* No properties: what can be at the end, or the others would say little. */
	:: atomic { ONLY == 11 && quiet && has(A, ERASED_A) && has(B, PROMOTED) -> printf("shown: promoted\n"); assert(false) }
	:: atomic { ONLY == 12 && quiet && has(B, SEPARATE) && !has(B, WITHDRAWN) ->
		printf("shown: separate\n"); assert(false) }
	:: atomic { ONLY == 13 && quiet && has(B, ERASED_B) && activeA -> printf("shown: given_up\n"); assert(false) }
	:: atomic { ONLY == 14 && quiet && has(B, REOPENED) && has(A, ERASED_A) -> printf("shown: reopened\n"); assert(false) }
	od
}

init { atomic {
	held[A] = PROFILE; held[K] = PROFILE;
	run LineA(); run LineCounties(); run LineB(); run People(); run Answerers(); run Watch()
} }
