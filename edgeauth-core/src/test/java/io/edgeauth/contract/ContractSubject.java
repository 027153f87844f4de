package io.edgeauth.contract;

import io.edgeauth.EdgeAuthBuilder;
import io.edgeauth.http.EdgeRequest;
import io.edgeauth.pipeline.Decision;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the parts of the contract are asked of. */
interface ContractSubject {

  /** The credential of a user who may use all routes but the administrators'. */
  String ALICE = "Authorization: Spoken alice";

  /** The adapter that runs for all tests. */
  ContractTrial trial();

  /**
   * One more, for a test that breaks it or wants other settings.
   *
   * @param more says what is to be different; its routes come behind the others
   */
  ContractTrial another(Consumer<EdgeAuthBuilder> more) throws Exception;

  /** An adapter that carries out given decisions. */
  AdapterContract.Running decidingBy(
      Function<EdgeRequest, Decision> decisions, EchoApplication application) throws Exception;
}
