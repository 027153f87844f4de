package io.edgeauth.contract;

import io.edgeauth.EdgeAuth;
import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What every adapter has to do with EdgeAuth's decisions, asked over raw HTTP/1.1 on loopback.
 *
 * <p>Extend it and start a server of yours; JUnit runs the rest. The tests are in the interfaces,
 * one for each part of an adapter's work. An answer that the contract leaves open (a server may
 * refuse what is malformed before EdgeAuth is asked, an adapter may wait or not) is open in every
 * test that meets it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class AdapterContract
    implements BodyContract,
        ConnectionContract,
        CredentialContract,
        DecisionContract,
        EndpointContract,
        ForwardContract,
        LimitContract,
        RefusalContract,
        SpoofingContract,
        TargetContract {

  private ContractTrial trial;

  /** For subclasses. */
  protected AdapterContract() {}

  /**
   * A server that serves on 127.0.0.1.
   *
   * @param port its port
   * @param stop stops it, with what it holds
   */
  public record Running(int port, Runnable stop) {}

  /**
   * Starts a server with the adapter in front of an application.
   *
   * @param edge decides; the contract closes it
   * @param application answers every request that goes on
   * @return the server, on any free port
   * @throws Exception if it cannot be started
   */
  protected abstract Running start(EdgeAuth edge, EchoApplication application) throws Exception;

  /**
   * Starts a server whose adapter carries out what this function decides in place of an EdgeAuth:
   * the only way to make it meet a {@link Decision.Delay}, and a bug. An adapter that cannot be
   * given one leaves this out, and its tests of these are skipped.
   *
   * @param decisions decides; it may throw
   * @param application answers every request that goes on
   * @return the server, on any free port
   * @throws Exception if it cannot be started
   */
  protected Running startDeciding(
      Function<EdgeRequest, Decision> decisions, EchoApplication application) throws Exception {
    return Assumptions.abort("the adapter takes decisions from an EdgeAuth alone");
  }

  /**
   * The context path under which {@link #start} puts adapter and application, where the server has
   * such a thing. Run the contract with one and without.
   *
   * @return empty, or beginning with a slash and not ending with one
   */
  protected String contextPath() {
    return "";
  }

  @Override
  public final Running decidingBy(
      Function<EdgeRequest, Decision> decisions, EchoApplication application) throws Exception {
    return startDeciding(decisions, application);
  }

  @Override
  public final ContractTrial trial() {
    return trial;
  }

  @Override
  public final ContractTrial another(Consumer<EdgeAuthBuilder> more) throws Exception {
    return ContractTrial.start(this, more);
  }

  @BeforeAll
  final void startTrial() throws Exception {
    trial = ContractTrial.start(this, builder -> {});
  }

  @AfterAll
  final void stopTrial() {
    if (trial != null) {
      trial.close();
    }
  }
}
