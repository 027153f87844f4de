/**
 * Shows that an adapter carries out EdgeAuth's decisions rightly: ours, and other people's.
 *
 * <p>Entry type: {@link io.edgeauth.contract.AdapterContract}. Extend it, start a server of yours
 * with the EdgeAuth that it hands you in front of an {@link io.edgeauth.contract.EchoApplication},
 * and run it with JUnit 5; AssertJ is needed beside it.
 */
package io.edgeauth.contract;
