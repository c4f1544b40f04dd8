using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.Versioning;
using Operon.Git;
using Operon.Host.Processes;
using Operon.Releases.Checkouts;
using Operon.Releases.Sdk;

namespace Operon.Cli.Commands.Releases.Init;

/// <summary><c>init ci</c>: the file that has a CI system make releases.</summary>
[UnsupportedOSPlatform("windows")]
internal static class InitCiCommand
{
    // Each has the whole history, may not run twice at once where that can be said, and does these two: what changed is released, and what is left
    // over elsewhere, such as an approved deployment, is done.
    private static readonly ImmutableArray<FirstFile> All =
    [
        new(".github/workflows/release.yml", """
            name: release
            on:
              push:
                branches: [main]
              schedule:
                - cron: "*/30 * * * *"
              workflow_dispatch:
            permissions:
              contents: write
            concurrency: release
            jobs:
              release:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                    with:
                      fetch-depth: 0
                  - name: Release what has changed
                    run: operon push
                  - name: Do what is left
                    run: operon work cascade

            """),
        new(".gitlab-ci.yml", """
            release:
              rules:
                - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
              variables:
                GIT_DEPTH: "0"
              resource_group: release
              script:
                - operon push
                - operon work cascade

            """),
        new("Jenkinsfile", """
            pipeline {
                agent any
                options {
                    disableConcurrentBuilds()
                }
                triggers {
                    cron('H/30 * * * *')
                }
                stages {
                    stage('Release what has changed') {
                        steps {
                            sh 'operon push'
                        }
                    }
                    stage('Do what is left') {
                        steps {
                            sh 'operon work cascade'
                        }
                    }
                }
            }

            """),
        new(".circleci/config.yml", """
            version: 2.1
            jobs:
              release:
                machine:
                  image: ubuntu-2404:current
                steps:
                  - checkout
                  - run:
                      name: Release what has changed
                      command: operon push
                  - run:
                      name: Do what is left
                      command: operon work cascade
            workflows:
              release:
                jobs:
                  - release:
                      filters:
                        branches:
                          only: main

            """),
        new(".buildkite/pipeline.yml", """
            steps:
              - label: Release what has changed
                branches: main
                concurrency: 1
                concurrency_group: release
                commands:
                  - operon push
                  - operon work cascade

            """),
    ];

    private static readonly ImmutableArray<string> Names = ["github", "gitlab", "jenkins", "circleci", "buildkite"];

    public static Command Build(Surroundings surroundings)
    {
        var system = new Argument<string>("SYSTEM") { Description = $"One of {string.Join(", ", Names)}" };
        system.AcceptOnlyFromAmong([.. Names]);
        var force = FirstFiles.Force();
        var format = RunsCommand.FormatOptions();
        var command = new Command("ci", "Write the file that has a CI system release what has changed, and do what is left") { system, force, format.Json, format.Output };
        command.SetAction(async (parsed, stop) =>
        {
            var root = await RootAsync(surroundings, stop);
            var file = All[Names.IndexOf(parsed.GetRequiredValue(system))];
            return FirstFiles.Write(
                [file with { Path = Path.GetRelativePath(surroundings.WorkingDirectory, Path.Combine(root, file.Path)) }],
                parsed.GetValue(force),
                parsed.WantsJson(format),
                Next(root, surroundings),
                surroundings);
        });
        return command;
    }

    // CI systems look for it nowhere else. Without a repository it is written where the user stands.
    private static async Task<string> RootAsync(Surroundings surroundings, CancellationToken stop)
    {
        var checkout = new GitCheckout(new GitProgram(new ProcessRunner(surroundings.Clock), surroundings.Variables()), surroundings.WorkingDirectory);
        return (await checkout.RootAsync(stop)).TryGet(out var root, out _) ? Path.GetFullPath(root) : surroundings.WorkingDirectory;
    }

    private static IEnumerable<string> Next(string root, Surroundings surroundings)
    {
        yield return "its jobs need operon in their PATH, the whole history of the repository, and the right to push the branches of the stores";
        if (CheckoutPlace.Find(surroundings.WorkingDirectory).TryGet(out var place, out _) && Path.GetRelativePath(root, place.Root) is not "." and var folder) yield return $"have its commands run in {folder}, where {RepositorySettings.FileName} is";
    }
}
