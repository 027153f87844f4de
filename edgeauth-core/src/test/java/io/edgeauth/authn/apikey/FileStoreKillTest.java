package io.edgeauth.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgeauth.EdgeAuth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** D07: processes are killed while they write keys; what they had said stays true. */
final class FileStoreKillTest {

  private static final int LANES = 2;

  /** The file of a lane begins anew after so many, so that it stays small and its writes many. */
  private static final int KILLS_OF_A_FILE = 25;

  private static final Duration NEVER = Duration.ofHours(1);

  @TempDir Path directory;
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger cut = new AtomicInteger();
  private final AtomicInteger halfWritten = new AtomicInteger();

  @Test
  @DisplayName("D07: 50 kills, no key is lost and none rises again")
  @Timeout(300)
  void kill_fiftyTimes_whatWasSaidHolds() throws Exception {
    kill(50);
  }

  @Test
  @Tag("long")
  @DisplayName("D07: 1000 kills, no key is lost and none rises again")
  @Timeout(3600)
  void kill_aThousandTimes_whatWasSaidHolds() throws Exception {
    kill(1000);
  }

  private void kill(int times) throws Exception {
    long seed = System.nanoTime();
    System.out.println("D07: seed " + seed);
    ExecutorService threads = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<?>> lanes = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        SplittableRandom random = new SplittableRandom(seed + lane);
        Path folder = Files.createDirectory(directory.resolve("lane" + lane));
        lanes.add(
            threads.submit(
                () -> {
                  killInTurn(folder, random, times / LANES);
                  return null;
                }));
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    } finally {
      threads.shutdownNow();
      assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    System.out.printf(
        "D07: %d kills, %d changes had returned, %d were cut, %d files were left half written%n",
        times, changes.get(), cut.get(), halfWritten.get());
    assertThat(changes.get()).isGreaterThan(2 * times);
    assertThat(cut.get()).as("changes that a kill cut").isGreaterThan(times / 2);
  }

  private void killInTurn(Path folder, SplittableRandom random, int times) throws Exception {
    KeyLedger ledger = new KeyLedger();
    Path file = folder.resolve("keys.json");
    for (int i = 0; i < times; i++) {
      if (i % KILLS_OF_A_FILE == 0) {
        changes.addAndGet(ledger.changes());
        ledger = new KeyLedger();
        file = folder.resolve("keys" + i + ".json");
      }
      try (KeyProcess process = KeyProcess.start("change", file, random.nextLong())) {
        killAtRandom(process, ledger, random);
      }
      cut.addAndGet(ledger.takeCut());
      if (Files.exists(file.resolveSibling(file.getFileName() + ".new"))) {
        halfWritten.incrementAndGet();
      }
      try (EdgeAuth edge = KeyWriter.edge(file, NEVER)) {
        assertThat(ledger.faults(edge)).isEmpty();
      }
    }
    changes.addAndGet(ledger.changes());
  }

  /** While it begins, or when it has been at it for some time; the moment is what is tried. */
  private static void killAtRandom(KeyProcess process, KeyLedger ledger, SplittableRandom random)
      throws Exception {
    for (int lines = random.nextInt(1, 25); lines > 0; lines--) {
      ledger.read(process.line());
    }
    LockSupport.parkNanos(random.nextLong(5_000_000));
    process.kill();
    ledger.read(process.rest());
  }

  /** As a command line beside a running gateway: the lock of the killed one is free at once. */
  @Test
  @DisplayName("D07: one of two writers is killed, the other goes on")
  @Timeout(120)
  void kill_oneOfTwo_otherGoesOn() throws Exception {
    Path file = directory.resolve("keys.json");
    KeyLedger ofStaying = new KeyLedger();
    KeyLedger ofKilled = new KeyLedger();
    SplittableRandom random = new SplittableRandom(7);
    try (KeyProcess staying = KeyProcess.start("change", file, 1)) {
      ofStaying.read(staying.line());
      for (int i = 0; i < 3; i++) {
        try (KeyProcess killed = KeyProcess.start("change", file, 10 + i)) {
          killAtRandom(killed, ofKilled, random);
        }
        ofStaying.read(staying.rest());
        int before = ofStaying.changes();
        long begin = System.nanoTime();
        while (ofStaying.changes() < before + 10) {
          ofStaying.read(staying.line());
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
      }
      staying.kill();
      ofStaying.read(staying.rest());
    }
    try (EdgeAuth edge = KeyWriter.edge(file, NEVER)) {
      assertThat(ofStaying.faults(edge)).isEmpty();
      assertThat(ofKilled.faults(edge)).isEmpty();
    }
    assertThat(ofKilled.changes()).isGreaterThan(3);
  }

  /** What had been used before a flush is in the file when the process is killed after it. */
  @Test
  @Timeout(120)
  void kill_keysInUse_atMostOneFlushIntervalLost() throws Exception {
    Path file = directory.resolve("keys.json");
    try (KeyProcess process = KeyProcess.start("use", file, 0)) {
      String id = process.line().split(" ", -1)[1];
      List<String> said = new ArrayList<>();
      await().until(() -> said.addAll(process.rest()) && said.size() > 100);
      int used = Integer.parseInt(said.get(said.size() - 1).split(" ", -1)[1]);
      await().until(() -> stored(file, id) >= used);
      process.kill();
      assertThat(stored(file, id)).isGreaterThanOrEqualTo(used);
    }
  }

  @Test
  void close_keysInUse_nothingLost() throws Exception {
    Path file = directory.resolve("keys.json");
    String id;
    try (EdgeAuth edge = KeyWriter.edge(file, NEVER)) {
      IssuedKey issued = edge.apiKeys("partner").issue(ApiKeyRequest.owner("acme"));
      id = issued.key().id();
      for (int i = 0; i < 1234; i++) {
        assertThat(KeyWriter.passes(edge, issued.secret())).isTrue();
      }
    }
    assertThat(stored(file, id)).isEqualTo(1234);
  }

  private static long stored(Path file, String id) throws Exception {
    try (EdgeAuth edge = KeyWriter.edge(file, NEVER)) {
      KnownApiKey known = edge.apiKeys("partner").find(id);
      return known == null ? -1 : known.usage().count();
    }
  }

  /**
   * D08: a change that finds no room throws and changes nothing, and the next one with room works.
   */
  @Test
  @DisplayName("D08: the disk is full, and has room again")
  @Timeout(120)
  void issue_diskFull_throwsAndGoesOnWhenThereIsRoom() throws Exception {
    Path file = directory.resolve("keys.json");
    KeyLedger ledger = new KeyLedger();
    try (KeyProcess process = KeyProcess.startOnFullDisk("fill", file, 8)) {
      ledger.read(process.ask());
      byte[] small = Files.readAllBytes(file);
      String said = process.ask();
      byte[] last = small;
      while (said.startsWith("issued")) {
        ledger.read(said);
        last = Files.readAllBytes(file);
        said = process.ask();
      }
      assertThat(said).startsWith("failed not written: ").contains("File too large");
      assertThat(process.ask()).isEqualTo(said);
      assertThat(Files.readAllBytes(file)).isEqualTo(last);
      assertThat(directory.resolve("keys.json.new")).doesNotExist();
      assertThat(ledger.changes()).isGreaterThan(3);
      try (EdgeAuth edge = KeyWriter.edge(file, NEVER)) {
        assertThat(ledger.faults(edge)).isEmpty();
      }
      Path room = Files.write(directory.resolve("room"), small);
      Files.move(room, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(process.ask()).startsWith("issued ");
    }
  }
}
