"""Portuguese words beside a time: courtesy, tasks, questions, and what is too vague to be a time."""

from agent.phrases.lexicon.words import Table

BESIDE: Table = {
    "greeting": {True: "oi, ola"},
    "noise": {
        True: """
            nos meses de, nos meses, no mes de, os meses de,
            por favor, pf, pfv, pfvr, sempre, pontualmente, exatamente, precisamente, oi, ola, bom dia, boa tarde,
            boa noite, obrigado, obrigada, valeu, so, somente, apenas, mas so, mas somente, mas apenas,
            automaticamente, regularmente, o ano todo, o ano inteiro, para sempre, horario local, sem falta,
            dia e noite, 24 horas por dia, recorrente, novamente, repetidamente, santo, santa, exatas, horas em ponto
        """
    },
    "det": {
        True: """
            o, a, os, as, um, uma, meu, minha, nosso, nossa, seu, sua, do, da, dos, das, este, esta, esse, essa,
            aquele, aquela, no, na
        """
    },
    "than": {True: "ha, que, ultimos, ultimas, ultimo, ultima, passados, passadas, mais de, menos de, dura, com"},
    "cond": {
        True: """
            quando e, quando deve ser, se, quando, caso, sempre que, enquanto, assim que, a menos que, desde que,
            depois que, toda vez que, logo que
        """
    },
    "vague": {
        True: """
            no maximo, no minimo, o mais tardar, nem todo, nem toda, nem todos, nem todas, nem sempre, semanas pares,
            semanas impares, semana par, semana impar, as vezes, de vez em quando, ocasionalmente, raramente,
            frequentemente, em breve, logo, mais tarde, qualquer dia, algum dia, um dia desses, de tempos em tempos,
            periodicamente, algumas vezes, varias vezes, talvez, qualquer hora, a qualquer momento, quando der, quando
            puder, quando possivel, aleatoriamente, sempre que possivel, umas vezes, de quando em quando, por do sol,
            nascer do sol, amanhecer, anoitecer, entardecer, lua cheia, ou, futuramente, no futuro, daqui a pouco,
            logo mais, alguns dias, alguns, algumas, uns dias, poucas vezes, muitas vezes, quase sempre, quinta-feira
            santa, de vez em sempre, volta e meia
        """
    },
    "holiday": {
        True: """
            feriado, feriados, pascoa, carnaval, corpus christi
        """
    },
    "vaguenoun": {
        True: """
            feriado, feriados, pascoa, carnaval, corpus christi, dia das maes, dia dos pais, verao, inverno, outono,
            primavera, dia do pagamento
        """
    },
    "ask": {
        True: """
            qual, quais, que horas, o que, quem, como, por que, porque, quantos, quantas, onde, sera que, quando e,
            quando foi, quando sera, que dia, o que e, voce sabe, e possivel saber
        """
    },
    "edit": {
        "always": """
            cancele, cancelar, cancela, cancelem, remarcar, remarque, remarca, adiar, adie, adia, nao, pule, pular,
            desmarcar, desmarque, desmarca, nunca, desagendar, desagende, desfazer, desfaca, reagendar, reagende,
            reagenda
        """,
        "change": """
            mude, mudar, muda, altere, alterar, altera, edite, editar, edita, mova, mover, move, troque, trocar,
            troca, atualize o horario, pausar, pause, pausa, suspender, suspenda, desativar, desative, desativa,
            retomar, retome, esqueca, esquecer, listar, liste, mostre, mostrar
        """,
        "end": """
            pare, parar, para de, remova, remover, remove, apague, apagar, apaga, exclua, excluir, exclui, delete,
            deletar, deleta, encerre, encerrar, elimine, limpe
        """,
    },
    "scheduled": {
        True: """
            agendamento, agendamentos, tarefa, tarefas, lembrete, lembretes, alarme, alarmes, tudo, todos os
            agendamentos, agenda, agendado, agendada, agendados, agendadas, rotina, rotinas, programacao, isso,
            o das, a das, os das, as das, de
            mandar, de enviar, de rodar, de me, mandar, rodar, enviar, executar
        """
    },
    "inject": {
        True: """
            ignore as instrucoes, ignore todas, ignore tudo, ignore isso, ignore o, ignore as, ignore a, esqueca
            tudo, esqueca as instrucoes, esqueca isso, desconsidere, instrucoes anteriores, system :, sistema :,
            novo prompt, ignore previous, ignore all, modo desenvolvedor, finja
        """
    },
    "state": {
        True: """
            inativo, inativos, inativa, inativas, parado, parados, parada, paradas, vencendo, vencem, vence, vencer,
            aberto, abertos, aberta, abertas, pendente, pendentes, atrasado, atrasados, uso, atividade, inatividade,
            modificado, modificados, alterado, alterados, acessado, acessados, usado, usados, atualizado, atualizados
        """
    },
    "joiner": {
        True: """
            entao, tambem, isso, isto, me, repetir, repetindo, rode, que seja, seja, faca isso, faz isso, agende,
            agendar, agenda para, programado para, marcado para, ocorrendo
        """
    },
}

# Words that are right as they are although they look like a keyword.
REAL = """
domingas sobre amanhecer ano anos cada casa cinta dias dica dose doze horta hotel junta junto maca maior mais manda
mandar mando mar marca marcar marco mas media medio meia mesa messa meu noiva nota nova nove novo onda ontem quarto
quinto relatorio sede seguinte segunda seguro semente sempre seta sete sexo tarifa todo torta trintao vinho
"""
