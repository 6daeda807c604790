// SPDX-License-Identifier: Apache-2.0

package sim

// promise is one promise and what is known of it. What follows from evidence is not here.
type promise struct {
	n    int
	text string
	// open is what is not shown yet. Where nothing is, the promise is kept as long as all its suites hold.
	open string
	// state is the best that can be said while something is open: in part or not yet. Evidence of other sources makes it stale.
	state string
	// suites are those of this package that try to break it; tests are further tests of the tree.
	suites, tests []string
}

// table returns all promises. It is edited by hand, and docs/PROMISES.md is made from it.
func table() []promise {
	return []promise{
		{
			1, "A receipt that says `durable` names a record that is there, bit for bit, after a crash, a power cut or a full disk.",
			"receipts are given by commands on one machine (`truce submit`, `truce receipt`), not over a network; the power goes in recorded runs of the shipped store, not on a real disk", "in part",
			[]string{"crash-db", "kill", "full", "syscalls"},
			[]string{"journal/sqlite.TestKilledWriterLosesNothingThatItAcknowledged", "internal/sim.TestKill"},
		},
		{
			2, "After any fault an accepted record is there whole and verifiable, or it is absent and was never acknowledged. Damage is reported, never skipped over.",
			"a damaged end of a WAL reads as an earlier state, which only a receipt or a later checkpoint finds out", "in part",
			[]string{"crash-db", "crash-files", "kill", "full", "syscalls", "rot"},
			[]string{"internal/sim.TestNoDamageIsServedAsGood", "internal/sim.TestNoFaultLosesWhatWasAcknowledged", "journal/sqlite.TestDamagedFileIsNotTakenForWhole", "internal/entryfile.TestAWriteThatFailsLeavesTheFileAsItWas", "internal/entryfile.TestADamagedFileNamesItsLine"},
		},
		{
			3, "A receipt is in a cosigned checkpoint within a stated time when the quorum is online; an older one left out proves misbehaviour offline.",
			"`truce publish --every` signs and merges on a clock; that it does so within a stated time on real disks and networks is not measured; that a receipt which was not kept proves it offline is shown", "in part",
			[]string{"evil"},
			[]string{"internal/sim.TestEveryAttackIsNoticedAndProven"},
		},
		{
			4, "An operator who holds every key and disk cannot change, remove, reorder or insert records unnoticed by honest cosigners and clients.",
			"shown for cosigners, readers, bundles, findings (for which the log's note vouches) and successions on a virtual clock, not over a network", "in part",
			[]string{"evil", "rot"},
			[]string{"internal/sim.TestEveryAttackIsNoticedAndProven", "journal/tiles.TestWhatIsPublishedReadsBackAtEveryGrowth"},
		},
		{
			5, "With no more faulty cosigners than the quorum allows for, no two honest verifiers accept histories that contradict each other.",
			"a cosigner whose whole disk was put back signs until it sees its own later signature", "in part",
			[]string{"evil", "crash-files"},
			[]string{"journal.TestQuorumsExcludeTwoTreesExactlyAboveHalf", "journal/cosigner.TestNoFaultMakesACosignerSignTwoTrees", "internal/sim.TestEveryAttackIsNoticedAndProven"},
		},
		{
			6, "No single party can stop others from recording and verifying by refusing to cosign; the output names who is missing.",
			"shown for the client that asks cosigners, which `truce publish --every` runs on a clock; not shown over a network, nor that readers who are refused by one mirror find another", "in part",
			nil,
			[]string{"journal/cosigner.TestOneThatDoesNotAnswerHoldsNobodyUpBeyondTheDeadline", "journal.TestPoliciesSayWhoIsMissing"},
		},
		{
			7, "The same inputs under the same rule set give the same bytes on any machine, architecture, locale, time zone, number of cores and order of inputs.",
			"CI compares the bytes over 386, amd64 and arm64, locales, time zones and threads (`internal/samebytes`), verifies bundles offline and recomputes every finding of a bundle of real events with a second clone (`internal/engines`, where the data are); no machine of the other byte order is among them", "in part",
			nil,
			[]string{"app.TestBothVerifiersAnswerAlike", "canon.TestEncodeAgreesWithTheReference", "canon.TestVectorsOfTheSpecification", "internal/engines.TestTheBundleOfEachVersionIsJudgedAsItsVersionSays", "when.TestTheHostsZonesNeverMatter", "place.TestSameBytesEverywhere", "engine.TestTheSameEntriesGiveTheSameBytes", "engine.TestABatchLeavesNoTraceOfItsFiles"},
		},
		{
			8, "The bytes of a published finding never change. Late data can only add a version that names what it supersedes and why, and every party is told in the same release.",
			"bundles show findings, the log vouches for one list of them at each size, and two lists prove a fault offline; a public release has one manifest that two people let go, and the pages of a server tell each party when it asks: nothing sends to all at once", "in part",
			[]string{"evil"},
			[]string{"app.TestTheLogVouchesForOneListOfFindingsToEveryAudience", "journal/bundle.TestNobodyWithoutTheLogsKeyChangesTheListOfFindings", "finding.TestVersionsAreNeverRewritten", "engine.TestTheOrderOfArrivalDecidesNothing"},
		},
		{
			9, "No time in an output is narrower than the evidence for it, whatever a device says.",
			"intervals are kept throughout, a device's time of making is a claim, and submissions name the checkpoint that the device saw; cosigners' times bound by when an entry was there; no finding takes its bounds from either yet", "not yet",
			nil, nil,
		},
		{
			10, "Multiplying reports under one custodial root never raises confidence. No side's reports lower another's without a named contradiction.",
			"custodial roots are as stated; copies under other names are found by their wording and by what they cite, not in translation or in other words, and up to 400 wordings of one event", "in part",
			nil,
			[]string{
				"finding.TestVolumeIsNotEvidence", "engine.TestCopiesOfOneRootDecideNothing", "engine.TestCopiesRaiseNothingInAnyOrder",
				"engine.TestAHundredThousandDuplicatesChangeNothing", "incident/copies.TestACopyAddsNothing", "incident/copies.TestNobodyTakesARootFromOthers",
			},
		},
		{
			11, "A flood from some does not silence others: enrolled devices keep their share and their response time.",
			"a server bounds each session and address, and takes reports of people; devices' submissions are entered by a command, one after the other, and no share is kept for anybody", "not yet",
			nil, nil,
		},
		{
			12, "Whoever is not entitled to a compartment obtains the same bytes whatever stands in it, but for a published list of exceptions.",
			"bundles withhold by audience what their readers may not see, with salted commitments in its place; a server has one table of routes and roles, and what is not one's own answers as what is not there, in times that a benchmark compares; that all bytes are the same whatever stands in a compartment is shown for what is refused, not for every page", "in part",
			nil,
			[]string{"internal/cli/serve.TestEachRoleGetsExactlyItsRoutes", "internal/cli/serve.TestNoRouteTellsThePublicOrAPartyWhatIsTheMissionsOwn", "internal/cli/serve.TestNothingPublicLiesBelowTheGridOrBeforeTheDelay", "internal/cli/serve.TestWhatASideMayNotKnowOfAnswersLikeWhatIsNotThere"},
		},
		{
			13, "No decision becomes final on one person's key.",
			"where a text asks for signatures, a body decides by those of so many members over the exact bytes of a motion; logs, cosigners and devices sign each with one key, and what a text lets one decide one decides; an operator of a server can still invite somebody under the names of several members and sign for them: each such key stands on record with who put it there, and every page of a motion shows it to those who read the motion, who have to look", "in part",
			nil,
			[]string{"internal/cli/serve.TestASignedVoteIsNotUndoneByASessionAlone", "internal/people.TestAnOperatorReadsAndDecidesNothingUnderTheSameAccount", "response.TestNothingIsDecidedOnFewerThanTheSignaturesAsked"},
		},
		{
			14, "A hostile file within the limits costs bounded memory and time, crashes nothing, reaches nothing outside, and its original is kept as it came.",
			"rows, depth and text are bounded; limits of memory and time are not measured for every door", "in part",
			nil,
			[]string{"canon.TestBothDecodersRefuse", "canon.FuzzDecode", "internal/entryfile.FuzzEntryFile", "engine.FuzzStep"},
		},
		{
			15, "The disk of a stopped server gives away no sealed submission, no sender's address and no key.",
			"a server keeps journal, projections and accounts in files that are not encrypted; passkeys' private keys never reach it; what is destroyed on record is in no file of it any more", "not yet",
			nil, nil,
		},
		{
			16, "Devices and nodes that were offline lose nothing, and rejoining in any order reaches the same state.",
			"there are no nodes; devices whose submissions arrive in any order, with repeats, holes and clones, are shown", "in part",
			[]string{"late"},
			[]string{"internal/sim.TestEveryOrderComesToTheSame", "engine.TestTheOrderOfSubmissionsDecidesNothing", "engine.TestAHoleShowsAndCloses", "engine.TestACloneShowsWhicheverCameFirst"},
		},
		{
			17, "Silence is visible: gaps, degraded sensors and uncertain clocks appear in what they affect. \"No data\" is never shown as \"no violation\".",
			"gaps show in the clocks of silence and in the hours of coverage, with their cause; there are no pages yet, and a device that submits nothing shows only by its next number", "in part",
			nil,
			[]string{"finding.TestADayIsQuietOnlyWhereSomebodyWatched", "coverage.TestNoGapAddsCoverage", "coverage.TestHoursAddUp", "finding/silence.TestNobodyProvesSilenceWithMeansThatWouldNotPerceiveTheNoise", "engine.TestWhatTheRecordSaysIsTrue"},
		},
		{
			18, "Every entitled party can fetch a release within the same minute, and its bytes have one digest.",
			"a bundle for an audience is one file, and the log's note has the digest of its list of findings; a server gives each party its own and the public the release; that all fetch it within a minute is not measured", "not yet",
			nil, nil,
		},
		{
			19, "A second verifier, not made from our code, accepts every valid vector and refuses every invalid one. Releases rebuild bit for bit.",
			"the second verifier (`verifier/`) has no engine, so what findings say is recomputed by the first alone; both are held to vectors that each made and to changes of bundles, with one answer each; a second clone rebuilds the program and recomputes bundles in CI (`internal/engines`), but not a release bit for bit", "in part",
			nil,
			[]string{"app.TestBothVerifiersAnswerThePublishedVectorsAlike", "app.TestPublishedVectorsAreWhatThisCodeMakes", "app.TestBothVerifiersAnswerAlike", "app.TestBothVerifiersAnswerReceiptsAlike", "internal/engines.TestTheBundleOfEachVersionIsJudgedAsItsVersionSays"},
		},
		{
			20, "When an invariant breaks the system stops accepting, goes on serving verified reads, and says why. It never fails open.",
			"a server whose record takes nothing more was not tried on a broken disk, and one whose change is cut off reads and changes nothing more; a store whose disk fails takes nothing more and is read on, a damaged entry is neither signed nor packed, and a log that a cosigner knows to be old refuses to sign", "in part",
			[]string{"syscalls", "full"},
			[]string{"journal/sqlite.TestFailedWriteIsUnsureAndStopsTheJournal", "app.TestNoBundleIsWrittenOfATreeThatIsNotTheSignedOne", "app.TestALogOlderThanItsLastCosignedCheckpointRefusesToSign", "internal/live.TestAChangeThatPanicsLeavesNobodyWaiting"},
		},
	}
}
