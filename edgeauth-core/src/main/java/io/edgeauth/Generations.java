package io.edgeauth;

import io.edgeauth.authn.Denial;
import io.edgeauth.authn.apikey.ApiKeys;
import io.edgeauth.config.ConfigurationException;
import io.edgeauth.config.Problems;
import io.edgeauth.config.Settings;
import io.edgeauth.config.SettingsFile;
import io.edgeauth.event.AuditLog;
import io.edgeauth.event.ConfigurationEvent;
import io.edgeauth.event.ConfigurationEvent.Change;
import io.edgeauth.event.EdgeEvent;
import io.edgeauth.event.EdgeEventListener;
import io.edgeauth.event.EventLog;
import io.edgeauth.event.EventSink;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.http.HeaderField;
import io.edgeauth.keys.KeySets;
import io.edgeauth.pipeline.CountedLimits;
import io.edgeauth.pipeline.Decision;
import io.edgeauth.pipeline.Explanation;
import io.edgeauth.pipeline.Pipeline;
import io.edgeauth.reason.Reasons;
import io.edgeauth.route.Route;
import io.edgeauth.runtime.EdgeRuntime;
import io.edgeauth.runtime.FileWatcher.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The generation in force and its successors. Requests never wait for a change, and see one
 * generation from end to end.
 */
final class Generations implements AutoCloseable {

  private static final long DRAIN_CHECK_MILLIS = 100;

  private final CodeSettings code;
  private final Policies policies;
  private final AuditSwitch audit = new AuditSwitch();
  private final EdgeRuntime runtime;
  private volatile @Nullable Generation current;

  /** The last one's, which refuses in its form also when all is closed. */
  private volatile @Nullable Pipeline refusing;

  private final Set<Generation> retiring = ConcurrentHashMap.newKeySet();
  private @Nullable Watch watch;
  private boolean closed;

  private Generations(CodeSettings code) {
    this.code = code;
    this.policies = code.policies();
    List<EdgeEventListener> listeners = new ArrayList<>();
    listeners.add(new EventLog());
    listeners.add(audit);
    listeners.addAll(code.listeners());
    this.runtime =
        EdgeRuntime.start(
            code.clock(), code.ticker(), EventSink.to(listeners), !code.isOnlyLooking());
  }

  /** Audits what the settings in force say. */
  private static final class AuditSwitch implements EdgeEventListener {

    private volatile AuditLog log = AuditLog.of(AuditLog.Scope.NONE);

    @Override
    public void on(EdgeEvent event) {
      log.on(event);
    }
  }

  static Generations start(CodeSettings code) {
    Generations generations = new Generations(code);
    try {
      generations.apply();
      return generations;
    } catch (RuntimeException e) {
      generations.close();
      throw e;
    }
  }

  private synchronized void apply() {
    boolean watched = watch != null;
    watch(true); // before the file is read, so that no change falls between
    try {
      replace();
    } catch (RuntimeException e) {
      watch(watched);
      throw e;
    }
  }

  private void replace() {
    Problems problems = new Problems();
    SettingsFile.Both read = code.read(problems);
    Settings settings = read.settings();
    Path file = code.file();
    if (file != null) {
      runtime.exposedFiles().lookAt(file);
    }
    Generation next =
        new GenerationBuilder(settings, policies, runtime, this::forget, problems).build();
    Generation before = current;
    read.takeover().run();
    refusing = next.pipeline();
    current = next;
    audit.log = AuditLog.of(settings.audit());
    watch(settings.watch());
    if (before != null) {
      retiring.add(before);
      retire(before);
    }
    tell(settings);
  }

  private void watch(boolean wanted) {
    Path file = code.file();
    if (file == null || code.isOnlyLooking()) {
      return;
    }
    if (wanted && watch == null) {
      watch = runtime.files().watch(file, this::reloadIfGood);
    } else if (!wanted && watch != null) {
      watch.close();
      watch = null;
    }
  }

  private void tell(Settings settings) {
    String routes = settings.routes().size() + " routes";
    publish(Change.APPLIED, routes + "; signatures are verified by " + KeySets.signatureProvider());
    settings.loosenings().forEach(loosening -> publish(Change.LOOSENED, loosening));
    settings.warnings().forEach(warning -> publish(Change.WARNED, warning));
  }

  private void publish(Change change, String detail) {
    runtime.events().publish(new ConfigurationEvent(runtime.clock().instant(), change, detail));
  }

  private void reloadIfGood() {
    try {
      reload();
    } catch (ConfigurationException e) {
      publish(Change.REFUSED, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      refused(e);
    }
  }

  /** A specification of somebody's own failed, unless all this was closed in the meantime. */
  private synchronized void refused(RuntimeException e) {
    if (!closed) {
      publish(Change.REFUSED, "an authenticator could not be made: " + e.getClass().getName());
    }
  }

  synchronized void reload() {
    if (closed || code.file() == null) {
      throw new IllegalStateException(
          closed ? "EdgeAuth is closed" : "there is no configuration file to read again");
    }
    apply();
  }

  /** Closes a generation when its last request has ended. */
  private void retire(Generation old) {
    if (old.isDrained()) {
      closeOnce(old);
      return;
    }
    try {
      var unused =
          runtime.timer().schedule(() -> retire(old), DRAIN_CHECK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      closeOnce(old);
    }
  }

  private void closeOnce(Generation old) {
    if (retiring.remove(old)) {
      old.close();
    }
  }

  Decision decide(EdgeRequest request, CountedLimits counted) {
    Generation generation = enter();
    if (generation == null) {
      return refusedAsClosed();
    }
    Decision decision = null;
    try {
      decision = generation.pipeline().decide(request, counted);
    } finally {
      if (!(decision instanceof Decision.Delay)) {
        generation.leave();
      }
    }
    return decision instanceof Decision.Delay delay ? held(generation, delay) : decision;
  }

  /**
   * A request that waits is inside its generation, until it ends or nobody can want it any more.
   */
  Decision held(Generation generation, Decision.Delay delay) {
    HeldPlace place = new HeldPlace(this, generation, delay);
    try {
      place.endsBy(
          runtime
              .timer()
              .schedule(place::cancel, delay.atMost().toMillis() + 1, TimeUnit.MILLISECONDS));
    } catch (RejectedExecutionException e) {
      place.cancel(); // closed meanwhile
    }
    return place.delay();
  }

  boolean isClosed() {
    return current == null;
  }

  Explanation explain(EdgeRequest request) {
    Generation generation = enter();
    if (generation == null) {
      return new Explanation(refusedAsClosed(), null, List.of());
    }
    try {
      return generation.pipeline().explain(request);
    } finally {
      generation.leave();
    }
  }

  void deny(String authenticator, Denial denial) {
    Generation generation = enterOpen();
    try {
      generation.denialKeeper(authenticator).deny(denial);
    } finally {
      generation.leave();
    }
  }

  boolean lift(String authenticator, Denial denial) {
    Generation generation = enterOpen();
    try {
      return generation.denialKeeper(authenticator).lift(denial);
    } finally {
      generation.leave();
    }
  }

  void invalidate(String token) {
    if (!forget(token)) {
      throw closedAlready();
    }
  }

  /**
   * In those that are draining too: what they remember is shared with a later one whose settings
   * are theirs again. And in the latest one, whichever of them was asked to.
   *
   * @return whether it was forgotten: false where all is closed
   */
  private boolean forget(String token) {
    Generation generation = enter();
    if (generation == null) {
      return false;
    }
    try {
      generation.invalidate(token);
      retiring.forEach(old -> old.invalidate(token));
      return true;
    } finally {
      generation.leave();
    }
  }

  ApiKeys apiKeys(String authenticator) {
    Generation generation = enterOpen();
    try {
      return generation.apiKeys(authenticator);
    } finally {
      generation.leave();
    }
  }

  private Generation enterOpen() {
    Generation generation = enter();
    if (generation == null) {
      throw closedAlready();
    }
    return generation;
  }

  private static IllegalStateException closedAlready() {
    return new IllegalStateException("EdgeAuth is closed");
  }

  @Nullable Generation enter() {
    while (true) {
      Generation generation = current;
      if (generation == null) {
        return null;
      }
      generation.enter();
      if (generation == current) {
        return generation;
      }
      generation.leave();
    }
  }

  Decision refusedAsClosed() {
    return refusing()
        .refuse(Reasons.EDGE_CLOSED.status(), List.of(new HeaderField("Retry-After", "1")));
  }

  Decision.Reject refusal(int status) {
    return refusing().refuse(status, List.of());
  }

  private Pipeline refusing() {
    Pipeline pipeline = refusing;
    if (pipeline == null) {
      throw new IllegalStateException("EdgeAuth has not started");
    }
    return pipeline;
  }

  List<Route> routes() {
    Generation generation = current;
    return generation == null ? List.of() : generation.routes().routes();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Generation last = current;
    current = null;
    watch(false);
    if (last != null) {
      retiring.add(last);
    }
    retiring.forEach(this::closeOnce);
    runtime.close();
  }
}
