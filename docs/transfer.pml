/*
 * The protocol of docs/TRANSFER.md at small scope: three stations, one sequencer, one volunteer.
 *
 * A node is the set of facts that it holds: bits, which only grow, but for a restore. A fact is a word
 * about one of three releases. A message that is lost is one that was not copied yet, and one that is doubled
 * changes nothing; of messages in another order see TransferModelTests. `Scripts/model` runs this.
 *
 *   release 0: A -> B, rests on nothing      (A registered the volunteer)
 *   release 1: A -> C, rests on nothing      (A took 0 back, or has forgotten it)
 *   release 2: B -> C, rests on 0
 */

#define A 0
#define B 1
#define C 2
#define K 3		/* the sequencer: A's county */

#ifndef RESTORED
#define RESTORED K
#endif

#define RELEASED 0	/* kinds of facts, three bits each: one for a release */
#define ACCEPTED 3
#define ENTERED 6
#define DENIED 9
#define CANCELLED 12

short held[4];
short saved;		/* a backup of one node, RESTORED, which is put back at most once */
bool hasBackup;
bool wasRestored;

#define BIT(kind, r) (1 << ((kind) + (r)))
#define has(n, kind, r) ((held[n] & BIT(kind, r)) != 0)
#define know(n, kind, r) held[n] = held[n] | BIT(kind, r)

#define taker(r) ((r) == 0 -> B : C)
#define giver(r) ((r) == 2 -> B : A)

/* Epochs that are entered as node n knows them; entered outweighs denied. */
#define entered(n, r) has(n, ENTERED, r)
#define denied(n, r) (has(n, DENIED, r) && !entered(n, r))
/* Heads: 0 is followed by 2, and by nothing else. */
#define head(n, r) (entered(n, r) && !((r) == 0 && entered(n, 2)))
#define contested(n) ((head(n, 0) && head(n, 1)) || (head(n, 1) && head(n, 2)))
#define unmoved(n) (!entered(n, 0) && !entered(n, 1) && !entered(n, 2))

/* A release that stands: said, and neither denied nor taken back before its entry. */
#define standing(n, r) (has(n, RELEASED, r) && !denied(n, r) && (!has(n, CANCELLED, r) || entered(n, r)))
#define provisional(n, r) (has(n, ACCEPTED, r) && !entered(n, r) && !denied(n, r))

/* What a station takes itself for. */
#define activeA (unmoved(A) && !standing(A, 0) && !standing(A, 1))
#define activeB (head(B, 0) && !standing(B, 2))
#define activeC (head(C, 1) || head(C, 2))

active proctype People() {
end:	do	/* Nobody has to do anything. */
	:: atomic { activeA && !has(A, RELEASED, 0) -> know(A, RELEASED, 0) }
	:: atomic { activeA && !has(A, RELEASED, 1) -> know(A, RELEASED, 1) }
	:: atomic { (head(B, 0) || provisional(B, 0)) && !has(B, RELEASED, 2) -> know(B, RELEASED, 2) }
	:: atomic { has(A, RELEASED, 0) && !entered(A, 0) && !denied(A, 0) && !has(A, CANCELLED, 0)
		-> know(A, CANCELLED, 0) }
	/* A passport: release 0 by hand from A to B, and what B holds with it to C. */
	:: atomic { has(A, RELEASED, 0) && !has(B, RELEASED, 0) -> know(B, RELEASED, 0) }
	:: atomic { has(B, RELEASED, 2) && !has(C, RELEASED, 2) ->
		know(C, RELEASED, 2); know(C, RELEASED, 0); know(C, ACCEPTED, 0) }
	:: atomic { !hasBackup && !wasRestored -> saved = held[RESTORED]; hasBackup = true }
	:: atomic { hasBackup && !wasRestored -> held[RESTORED] = saved; saved = 0; wasRestored = true }
	od
}

/* Whoever is offered something answers. */
active proctype Takers() {
end:	do
	:: atomic { standing(B, 0) && !has(B, ACCEPTED, 0) -> know(B, ACCEPTED, 0) }
	:: atomic { standing(C, 1) && !has(C, ACCEPTED, 1) -> know(C, ACCEPTED, 1) }
	:: atomic { standing(C, 2) && !has(C, ACCEPTED, 2) -> know(C, ACCEPTED, 2) }
	od
}

#define undecided(r) (has(K, RELEASED, r) && !entered(K, r) && !has(K, DENIED, r))
/* Whoever gives on has accepted. */
#define accepted(r) (has(K, ACCEPTED, r) || ((r) == 0 && has(K, RELEASED, 2)))

active proctype Sequencer() {
end:	do
	/* Rests on nothing: the first to be entered; the other is overtaken. */
	:: atomic { undecided(0) && unmoved(K) && has(K, CANCELLED, 0) -> know(K, DENIED, 0) }
	:: atomic { undecided(0) && unmoved(K) && !has(K, CANCELLED, 0) && accepted(0) -> know(K, ENTERED, 0) }
	:: atomic { undecided(0) && !unmoved(K) -> know(K, DENIED, 0) }
	:: atomic { undecided(1) && unmoved(K) && accepted(1) -> know(K, ENTERED, 1) }
	:: atomic { undecided(1) && !unmoved(K) -> know(K, DENIED, 1) }
	/* Rests on 0: waits for it, and falls with it. */
	:: atomic { undecided(2) && head(K, 0) && !contested(K) && accepted(2) -> know(K, ENTERED, 2) }
	:: atomic { undecided(2) && denied(K, 0) -> know(K, DENIED, 2) }
	od
}

/*
 * One line between a station and the sequencer. What one end holds reaches the other, or does not yet; each
 * direction goes by itself, so answers get lost.
 */
proctype Line(int s) {
end:	do
	:: atomic { (held[s] & ~held[K]) != 0 -> held[K] = held[K] | held[s] }
	:: atomic { (held[K] & ~held[s]) != 0 -> held[s] = held[s] | held[K] }
	od
}

init { atomic { run Line(A); run Line(B); run Line(C) } }

#define owners (activeA + activeB + activeC)
#define quiet (held[A] == held[K] && held[B] == held[K] && held[C] == held[K] \
	&& !undecided(0) && !undecided(1) && !undecided(2))

/* When all hold the same and nothing waits for the sequencer: one owner, or a contest that all see. */
ltl one_owner { [] (quiet -> (contested(K) || owners == 1)) }

/* Nobody waits for ever: what a taker records provisionally is decided, as far as the line goes. */
#define settled(n, r) (entered(n, r) || denied(n, r) || contested(K))
ltl decided { [] ((provisional(B, 0) && has(K, RELEASED, 0)) -> <> settled(B, 0)) }
ltl decided_other { [] ((provisional(C, 1) && has(K, RELEASED, 1)) -> <> settled(C, 1)) }
/* What rests on another waits for that one, which needs its taker's answer; B has given it by giving on. */
ltl decided_next { [] ((provisional(C, 2) && has(K, RELEASED, 2) && has(K, RELEASED, 0)) -> <> settled(C, 2)) }

/* Whatever an epoch is, it stays: entered at the sequencer, and known again after a backup was put back once
   anybody has heard of it. */
ltl kept { [] ((entered(A, 0) && entered(B, 0) && entered(C, 0)) -> <> entered(K, 0)) }
